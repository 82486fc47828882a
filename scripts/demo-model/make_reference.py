"""Write test/fixtures/demo-model/reference.json: what PyTorch and the Hugging Face processor make of formula-made pictures.

    python make_reference.py CHECKPOINT MODEL_FOLDER REFERENCE_JSON

The pictures follow a formula that the file states, so that a test can rebuild them; their size is not square, so that
both of the processor's resizes count. Prompts come from the chat template, image places from the processor's own
expansion, logits from SmolVLMForConditionalGeneration with the weights rounded as in the exported files.
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tokenizers import Tokenizer
from transformers import AutoTokenizer
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string

from export import load_rounded
from prompts import HEADER, TAIL
from world import COLOUR, COUNT, LETTERS, PLACE, PLACES, COLOUR_OPTIONS, NOT_SHOWN, QUESTIONS, clock

WIDTH, HEIGHT = 90, 50
FORMULA = "value(x, y, c, i) = (x * (7 + i) + y * 13 + c * 29 + i * 37) % 256; x right, y down, c 0..2 for R, G, B"
FRAME_TIMES = [0.0, 4.1, 8.2, 12.4, 16.5, 20.7, 24.8, 28.9]
QUERY_INDEX = 100


def picture(i: int) -> Image.Image:
    y, x, c = np.mgrid[0:HEIGHT, 0:WIDTH, 0:3]
    return Image.fromarray(((x * (7 + i) + y * 13 + c * 29 + i * 37) % 256).astype(np.uint8))


def text(content: str) -> dict[str, str]:
    return {"type": "text", "text": content}


def contents() -> list[tuple[str, list[dict], list[int]]]:
    """(name, chat content, indices of its pictures in order)."""
    def asked(task: str, options: list[str], lead: str = "\n") -> dict[str, str]:
        return text(lead + QUESTIONS[task] + "".join(f"\n{c}. {o}" for c, o in zip(LETTERS, options)) + TAIL)

    def frames(lead: str = "") -> list[dict]:
        parts = [text(lead + HEADER)]
        for time in FRAME_TIMES:
            parts += [text(f"\nFrame at {clock(time)}:"), {"type": "image"}]
        return parts

    indices = list(range(len(FRAME_TIMES)))
    image = {"type": "image"}
    return [
        ("video-first", frames() + [text("\nQuery image:"), image, asked(COLOUR, COLOUR_OPTIONS)], [*indices, QUERY_INDEX]),
        ("image-first", [text("Query image:"), image] + frames("\n") + [asked(PLACE, [*PLACES, NOT_SHOWN])], [QUERY_INDEX, *indices]),
        ("text-only", [asked(COUNT, [str(i) for i in range(10)], "")], []),
    ]


def main(checkpoint: Path, folder: Path, out: Path) -> None:
    torch.set_num_threads(1)
    model = load_rounded(checkpoint, Tokenizer.from_file(str(folder / "tokenizer.json")))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    processor = SmolVLMImageProcessorPil.from_pretrained(folder)
    length = json.loads((folder / "processor_config.json").read_text())["image_seq_len"]
    expansion = get_image_prompt_string(0, 0, length, "<fake_token_around_image>", "<image>", "<global-img>")
    ids_of = {form: [tokenizer(form + c, add_special_tokens=False).input_ids[0] for c in LETTERS] for form in (" ", "")}

    cases = []
    for name, content, indices in contents():
        prompt = tokenizer.apply_chat_template([{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True)
        prompt = prompt.replace("<image>", expansion)
        ids = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
        pixels = {}
        if indices:
            processed = processor([[picture(i) for i in indices]], return_tensors="pt")
            pixels = {"pixel_values": processed["pixel_values"], "pixel_attention_mask": processed["pixel_attention_mask"]}
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), **pixels).logits[0, -1]
        cases.append({"name": name, "pictures": indices, "prompt": prompt, "inputIds": ids[0].tolist(),
                      "lastLogits": [round(v, 5) for v in logits.tolist()]})

    values = processor([[picture(0)]], return_tensors="np")["pixel_values"][0, 0]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({
        "about": "Made by scripts/demo-model/make_reference.py from public/demo/model; see there.",
        "picture": {"width": WIDTH, "height": HEIGHT, "formula": FORMULA},
        "frameTimes": FRAME_TIMES,
        "letterIds": {"spaced": ids_of[" "], "bare": ids_of[""]},
        "pixelValues": {"picture": 0, "shape": list(values.shape), "layout": "channel, row, column",
                        "values": [round(float(v), 5) for v in values.flatten()]},
        "cases": cases}) + "\n", encoding="utf-8")
    print(out, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
