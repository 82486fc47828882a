"""Write test/fixtures/families: a tiny random-weight export of each architecture and what PyTorch makes of it.

    python make.py test/fixtures/families [FAMILY...]
"""
from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedTokenizerFast
from transformers.models.qwen3_5.modeling_qwen3_5 import Qwen3_5RMSNorm

from check import check
from families import FAMILIES, Tiny
from reference import CASES, FORMULA, PAIR_CASES, Idefics3Images, Lfm2Images, QwenImages, QwenVideos, pair_pixels, pixels, run_case
from wording import SETTINGS, TEMPLATE, write_wording


@torch.no_grad()
def set_weights(model: nn.Module) -> None:
    """Random weights large enough that every part counts, each a number that float16 holds."""
    torch.manual_seed(4)
    around_zero = {id(m.weight) for m in model.modules() if isinstance(m, Qwen3_5RMSNorm)}
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            noise = 0.1 * torch.randn_like(parameter)
            is_factor = ("norm" in name or "ln_q" in name) and id(parameter) not in around_zero
            parameter.copy_(1 + noise if is_factor else noise)
        elif "embed" in name and "patch" not in name:
            parameter.copy_(0.5 * torch.randn_like(parameter))
        else:
            parameter.copy_(torch.randn_like(parameter) * parameter[0].numel() ** -0.5)
        parameter.copy_(parameter.half().float())


def write_json(path: Path, content: object, **layout: object) -> None:
    path.write_text(json.dumps(content, **layout) + "\n", encoding="utf-8")


def make(tiny: Tiny, folder: Path) -> None:
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    words = write_wording(tiny.wording, folder)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, chat_template=TEMPLATE[tiny.wording], **{
        name: token for name, token in SETTINGS[tiny.wording].items() if name != "tokenizer_class"})
    model = tiny.make(words.get_vocab_size(), words.token_to_id).eval()
    model.set_attn_implementation("eager")
    set_weights(model)
    config = json.loads(model.config.to_json_string(use_diff=False))
    config.pop("_name_or_path", None)
    write_json(folder / "config.json", config, indent=2)
    write_json(folder / "preprocessor_config.json", tiny.preprocessor, indent=2)
    if tiny.name == "idefics3":
        images = Idefics3Images(tiny.preprocessor, tokenizer, 4)
        write_json(folder / "processor_config.json", dict(image_seq_len=4, processor_class="Idefics3Processor"), indent=2)
    else:
        images = QwenImages(tiny.preprocessor) if tiny.wording == "qwen" else Lfm2Images(tiny.preprocessor, tokenizer)
    cases = [run_case(case, images, None, tokenizer, tiny.image_token, model) for case in CASES]
    reference = dict(about="Made by scripts/families/make.py.", formula=FORMULA, cases=cases, pixels=pixels(images, tiny.preprocessor))
    videos, picture_ids = None, [model.config.image_token_id]
    if tiny.takes_pairs:
        if tiny.videos:
            write_json(folder / "video_preprocessor_config.json", tiny.videos, indent=2)
        settings = tiny.videos or tiny.preprocessor
        videos = QwenVideos(settings)
        picture_ids.append(model.config.video_token_id)
        cases += [run_case(case, images, videos, tokenizer, tiny.image_token, model) for case in PAIR_CASES]
        reference["pairs"] = pair_pixels(videos, settings)
    tiny.export(model, folder / "onnx")
    check(folder, cases, images, videos, picture_ids)
    write_json(folder / "reference.json", reference)
    files = [p for p in folder.rglob("*") if p.is_file()]
    spread = np.std([case["lastLogits"] for case in cases], 0).mean()
    print(f"{tiny.name}: {sum(p.stat().st_size for p in files)} bytes, logits differ between prompts by {spread:.2f}")


def main(out: Path, wanted: list[str]) -> None:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    for tiny in FAMILIES:
        if not wanted or tiny.name in wanted:
            make(tiny, out / tiny.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
