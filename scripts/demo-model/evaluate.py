"""Score the shipped model on the shipped videos: PyAV frames, PIL resizing, onnxruntime, options shuffled by seed.

    python evaluate.py PUBLIC_DEMO_FOLDER [--frames 8 16 32] [--seed 0] [--json OUT]
"""
from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image
from tokenizers import Tokenizer

from prompts import IMAGE, Mode, render
from render import TILE
from runtime import OnnxModel
from world import LETTERS, WHEN, Question, linspace_plan

CONDITIONS = {
    "full, video-first": Mode(), "full, image-first": Mode(image_first=True),
    "image-masked": Mode(image=False), "video-masked": Mode(frames=False), "text-only": Mode(image=False, frames=False),
    "reference, video-first": Mode(reference=True), "reference, image-first": Mode(reference=True, image_first=True),
    "no time stamps": Mode(stamps=False),
}


@dataclass
class Film:
    images: list[Image.Image]
    times: list[float]
    duration: str


def decode(path: Path) -> Film:
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        rate = container.streams.video[0].average_rate
    return Film([f.to_image() for f in frames], [float(f.time) for f in frames], str(float(len(frames) / rate)))


def to_pixels(images: Iterable[Image.Image]) -> np.ndarray:
    """As the processor's PIL backend: Lanczos to the tile, then to -1..1; [1, n, 3, s, s]."""
    tiles = [np.asarray(i.convert("RGB").resize((TILE, TILE), Image.Resampling.LANCZOS), np.float32) for i in images]
    return (np.stack(tiles).transpose(0, 3, 1, 2) / 127.5 - 1)[None]


def to_question(item: dict, video_id: str, seed: int) -> Question:
    options = [*item["distractors"], item["answer"]]
    random.Random(f"{seed}-{video_id}-{item['data_id']}").shuffle(options)
    return Question(item["question_type"], 0, options, options.index(item["answer"]), [], [])


class Scorer:
    def __init__(self, folder: Path):
        self.model = OnnxModel(folder / "model")
        self.tokenizer = Tokenizer.from_file(str(folder / "model" / "tokenizer.json"))
        self.letters = [[self.tokenizer.encode(form, add_special_tokens=False).ids[0] for form in (" " + c, c)] for c in LETTERS]

    def answer(self, text: str, features: np.ndarray) -> tuple[int, float]:
        """The chosen option and the probability that all twenty letter tokens get together."""
        ids = np.array([self.tokenizer.encode(text, add_special_tokens=False).ids])
        logits, _ = self.model.decode(self.model.embed(ids, features), None, 1)
        weights = np.exp(logits[0, -1].astype(np.float64) - logits.max())
        sums = (weights / weights.sum())[self.letters].sum(1)
        return int(sums.argmax()), float(sums.sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, nargs="+", default=[8, 16, 32])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    scorer = Scorer(args.folder)
    right: dict[tuple[str, int], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    mass: dict[tuple[str, int], list[float]] = defaultdict(list)
    for line in (args.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        (video_id, items), = json.loads(line).items()
        film = decode(next((args.folder / "videos").glob(video_id + ".*")))
        queries = scorer.model.encode(to_pixels(Image.open(args.folder / "images" / item["image_name"]) for item in items))
        for count in args.frames:
            plan = linspace_plan(len(film.images), count)
            frames = scorer.model.encode(to_pixels(film.images[i] for i in plan))
            for name, mode in CONDITIONS.items():
                if not mode.frames and count != args.frames[-1]:
                    continue
                for item, query in zip(items, queries):
                    if item["question_type"] == WHEN and (mode.reference or not mode.stamps):
                        continue
                    question = to_question(item, video_id, args.seed)
                    text = render(mode, question, [film.times[i] for i in plan] if mode.frames else [], film.duration)
                    parts = [query[None]] if mode.image else []
                    parts.insert(len(parts) if mode.image_first else 0, frames if mode.frames else frames[:0])
                    chosen, letters = scorer.answer(text, np.concatenate(parts))
                    assert text.count(IMAGE) == sum(map(len, parts))
                    key = (name, count if mode.frames else 0)
                    right[key][item["question_type"]].append(chosen == question.answer)
                    mass[key].append(letters)
    report = {}
    for key in sorted(right, key=lambda k: (list(CONDITIONS).index(k[0]), k[1])):
        every = [x for task in right[key].values() for x in task]
        row = {"all": float(np.mean(every)), **{task: float(np.mean(x)) for task, x in right[key].items()},
               "letter mass": float(np.mean(mass[key])), "n": len(every)}
        name = f"{key[0]}, {key[1]} frames" if key[1] else key[0]
        report[name] = row
        print(f"{name}: " + ", ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()), flush=True)
    if args.json:
        args.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
