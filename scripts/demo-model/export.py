"""Write a checkpoint as a transformers.js model folder and check it against PyTorch.

    python export.py CHECKPOINT TOKENIZER_JSON MODEL_FOLDER
"""
from __future__ import annotations

import json
import shutil
import sys
import warnings
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from graphs import export_graphs
from model import make_model
from render import TILE
from runtime import OnnxModel

CHAT_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")
TOLERANCE = 1e-4


def load_rounded(checkpoint: Path, tokenizer: Tokenizer) -> nn.Module:
    """The checkpoint's model with every weight rounded to what float16 can hold, in float32."""
    model = make_model(tokenizer.get_vocab_size(), tokenizer.token_to_id("<image>"))
    model.load_state_dict(torch.load(checkpoint)["model"])
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
    return model.eval()


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_configs(model: nn.Module, tokenizer_json: Path, folder: Path) -> None:
    config = json.loads(model.config.to_json_string(use_diff=False))
    config.pop("_name_or_path", None)
    config["dtype"] = config["text_config"]["dtype"] = config["vision_config"]["dtype"] = "float32"
    config |= {"architectures": ["SmolVLMForConditionalGeneration"], "model_type": "smolvlm"}
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json",
               dict(_from_model_config=True, bos_token_id=1, eos_token_id=2, pad_token_id=0))
    write_json(folder / "preprocessor_config.json", dict(
        image_processor_type="SmolVLMImageProcessor", processor_class="SmolVLMProcessor", do_convert_rgb=True,
        do_image_splitting=False, do_normalize=True, do_pad=True, do_rescale=True, do_resize=True, image_mean=[0.5] * 3,
        image_std=[0.5] * 3, max_image_size=dict(longest_edge=TILE), resample=1, rescale_factor=1 / 255,
        size=dict(longest_edge=TILE)))
    write_json(folder / "processor_config.json", dict(image_seq_len=1, processor_class="SmolVLMProcessor"))
    write_json(folder / "tokenizer_config.json", dict(
        tokenizer_class="GPT2Tokenizer", processor_class="SmolVLMProcessor", bos_token="<|im_start|>",
        eos_token="<end_of_utterance>", pad_token="<|endoftext|>", unk_token="<|endoftext|>", add_prefix_space=False,
        clean_up_tokenization_spaces=False, model_max_length=2048, chat_template=CHAT_TEMPLATE))
    shutil.copyfile(tokenizer_json, folder / "tokenizer.json")


@torch.no_grad()
def compare(model: nn.Module, folder: Path) -> float:
    """The largest difference between the graphs' logits and PyTorch's: all positions, the last, and with a reused prefix."""
    torch.manual_seed(0)
    image, vocabulary = model.config.image_token_id, model.config.text_config.vocab_size
    ids = torch.randint(6, vocabulary, (1, 300))
    ids[0, 3:243:8] = image
    pixels = torch.rand(1, int((ids == image).sum()), 3, TILE, TILE) * 2 - 1
    wanted = model(input_ids=ids, pixel_values=pixels, attention_mask=torch.ones_like(ids)).logits[0].numpy()
    graphs = OnnxModel(folder)
    embedded = graphs.embed(ids.numpy(), graphs.encode(pixels.numpy()))
    everything, _ = graphs.decode(embedded, None, 0)
    last, _ = graphs.decode(embedded, None, 1)
    _, prefix = graphs.decode(embedded[:, :120], None, 1)
    continued, _ = graphs.decode(embedded[:, 120:], prefix, 1)
    differences = [abs(everything[0] - wanted).max(), abs(last[0, -1] - wanted[-1]).max(),
                   abs(continued[0, -1] - wanted[-1]).max()]
    print("largest difference of logits: all positions %.1e, last %.1e, prefix reused %.1e" % tuple(differences))
    return max(differences)


def main(checkpoint: Path, tokenizer_json: Path, folder: Path) -> None:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    model = load_rounded(checkpoint, Tokenizer.from_file(str(tokenizer_json)))
    export_graphs(model, folder / "onnx")
    write_configs(model, tokenizer_json, folder)
    difference = compare(model, folder)
    if not difference < TOLERANCE:
        raise SystemExit(f"the exported graphs differ from PyTorch by {difference}")
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    print("\n".join(f"{p.relative_to(folder)} {p.stat().st_size}" for p in files))
    print("in all", sum(p.stat().st_size for p in files), "bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
