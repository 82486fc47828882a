"""A tiny tokenizer and the chat template of each family: the real ones' splitting rules and special tokens, few merges."""
from __future__ import annotations

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

VOCABULARY = 340  # bytes, merges and special tokens

TEXTS = ["Frame at 00:00:", "Frame at 01:23.4:", "Query image:", "These are the frames of a video.", "What colour is it?",
         *(f" {c}" for c in "abcdefghij"), *(f"\n{c}. red blue green" for c in "abcdefghij"),
         "Answer with the letter only.", "How many scenes show the object of the query image?"]

SMOLVLM_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")

QWEN_TEMPLATE = (
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system\n"
    "You are a helpful assistant.<|im_end|>\n{% endif %}<|im_start|>{{ message['role'] }}\n"
    "{% for content in message['content'] %}{% if content['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif content['type'] == 'video' %}<|vision_start|><|video_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")

LFM2_TEMPLATE = (
    "{{- bos_token -}}{%- for message in messages %}{{- '<|im_start|>' + message['role'] + '\n' -}}"
    "{%- for content in message['content'] %}{%- if content['type'] == 'image' %}{{- '<image>' -}}"
    "{%- else %}{{- content['text'] -}}{%- endif %}{%- endfor %}{{- '<|im_end|>\n' -}}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' -}}{%- endif %}")

QWEN_SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
LFM2_SPLIT = QWEN_SPLIT.replace(r"\p{N}|", r"\p{N}{1,3}|")

CELLS = range(1, 4)
SPECIAL = {
    "idefics3": ["<|endoftext|>", "<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<global-img>", "<image>",
                 *(f"<row_{r}_col_{c}>" for r in CELLS for c in CELLS)],
    "qwen": ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
             "<|image_pad|>", "<|video_pad|>"],
    "lfm2": ["<|pad|>", "<|startoftext|>", "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<|image_start|>",
             "<|image_end|>", "<|img_thumbnail|>", *(f"<|img_row_{r}_col_{c}|>" for r in CELLS for c in CELLS)],
}
TEMPLATE = {"idefics3": SMOLVLM_TEMPLATE, "qwen": QWEN_TEMPLATE, "lfm2": LFM2_TEMPLATE}
SETTINGS = {
    "idefics3": dict(tokenizer_class="GPT2Tokenizer", eos_token="<end_of_utterance>", pad_token="<|endoftext|>"),
    "qwen": dict(tokenizer_class="Qwen2Tokenizer", eos_token="<|im_end|>", pad_token="<|endoftext|>"),
    "lfm2": dict(tokenizer_class="PreTrainedTokenizerFast", bos_token="<|startoftext|>", eos_token="<|im_end|>",
                 pad_token="<|pad|>"),
}


def make_tokenizer(wording: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=wording == "idefics3")
    if wording == "idefics3":
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level])
    else:
        split = pre_tokenizers.Split(Regex(QWEN_SPLIT if wording == "qwen" else LFM2_SPLIT), behavior="isolated")
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    if wording == "qwen":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    special = SPECIAL[wording]
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY - len(special), show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    return tokenizer


def write_wording(wording: str, folder: Path) -> Tokenizer:
    """tokenizer.json, tokenizer_config.json and chat_template.jinja."""
    tokenizer = make_tokenizer(wording)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(
        dict(SETTINGS[wording], clean_up_tokenization_spaces=False, add_bos_token=False), indent=2) + "\n", encoding="utf-8")
    (folder / "chat_template.jinja").write_text(TEMPLATE[wording], encoding="utf-8")
    return tokenizer
