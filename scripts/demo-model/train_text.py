"""Stage 2: the text layers on cached features of the frozen vision stage.

    python train_text.py WORK_FOLDER SECONDS [--resume CHECKPOINT] [--cache FILE] [--rate 3e-3] [--hold 0.55]

The learning rate is constant up to `hold` of the time, then falls linearly. A checkpoint is written every few minutes
and holds everything needed to export it or to go on from it.
"""
from __future__ import annotations

import argparse
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from batches import Encoder, FeatureCache, make_batch, tensors
from losses import auxiliary, combine, make_heads
from model import WIDTH, image_features, make_model, optimisers, set_rate
from prompts import Mode, train_tokenizer
from render import normalise, pool
from world import LETTERS, N_OBJECTS, clock

FRAME_VARIANTS, QUERY_VARIANTS = 14, 90
SAVE_EVERY = 180  # seconds
VIDEOS = {4: 10, 6: 10, 8: 10, 12: 9, 16: 8, 24: 7, 32: 6}  # a batch, by frames a video


def build_cache(model: nn.Module, generator: np.random.Generator) -> FeatureCache:
    """Degraded pictures of every object (in every place) through the frozen vision stage."""
    objects = torch.arange(N_OBJECTS)
    frame_objects = objects.repeat_interleave(9 * FRAME_VARIANTS)
    frame_places = torch.arange(9).repeat_interleave(FRAME_VARIANTS).repeat(N_OBJECTS)
    query_objects = objects.repeat_interleave(QUERY_VARIANTS)
    query_objects = query_objects[torch.randperm(len(query_objects))]  # sizes vary by batch: mix the objects

    def features(tiles: torch.Tensor) -> torch.Tensor:
        return torch.cat([image_features(model, normalise(part)) for part in tiles.split(64)])

    frames = features(pool(frame_objects, frame_places, generator))
    queries = features(pool(query_objects, None, generator))
    queries = queries[query_objects.argsort(stable=True)]
    return FeatureCache(frames.view(N_OBJECTS, 9, FRAME_VARIANTS, WIDTH), queries.view(N_OBJECTS, QUERY_VARIANTS, WIDTH))


def load_cache(path: Path | None, model: nn.Module, generator: np.random.Generator) -> FeatureCache:
    if path and path.exists():
        return FeatureCache(**torch.load(path))
    cache = build_cache(model, generator)
    if path:
        torch.save(vars(cache), path)
    return cache


def scale_inputs(model: nn.Module, encode: Encoder) -> None:
    """Image features of norm 2, embeddings of std 0.1: with the defaults it never leaves chance."""
    tiles = pool(torch.arange(N_OBJECTS), None, np.random.default_rng(5))
    norm = image_features(model, normalise(tiles)).norm(dim=-1).mean()
    model.model.connector.modality_projection.proj.weight.mul_(2.0 / norm)
    table = model.model.text_model.embed_tokens.weight
    table.normal_(0, 0.1)
    speed = 2 * math.pi / torch.logspace(math.log10(6), math.log10(120), WIDTH // 2)
    for t in range(60):  # times begin as a smooth code
        wave = torch.cat([(t * speed).sin(), (t * speed).cos()])
        table[encode(clock(t))[0]] = 0.14 * wave + 0.03 * torch.randn(WIDTH)


def draw_mode(rng: random.Random, progress: float, reference: float = 0.08) -> tuple[Mode, int]:
    """The curriculum: 8 frames video-first, then both orders and more frames, then everything."""
    if progress < 0.06:
        return Mode(), 8
    frames = (rng.choices([8, 16], [0.6, 0.4])[0] if progress < 0.13
              else rng.choices([4, 6, 8, 12, 16, 24, 32], [0.03, 0.03, 0.24, 0.05, 0.27, 0.06, 0.32])[0])
    image_first = rng.random() < 0.44
    share = rng.random()
    if progress < 0.13 or share < 0.87 - reference:
        mode = Mode(image_first=image_first)
    elif share < 0.87:
        mode = Mode(image_first=image_first, reference=True)
    elif share < 0.94:
        mode = Mode(image_first=image_first, stamps=False)
    elif share < 0.97:
        mode = Mode(image=False)
    elif share < 0.99:
        mode = Mode(frames=False)
    else:
        mode = Mode(image=False, frames=False)
    return mode, frames


def label(mode: Mode, frames: int) -> str:
    if not (mode.image and mode.frames):
        return "no-image" if mode.frames else "no-frames"
    name = "image" if mode.image_first else "video"
    return name + ("-ref" if mode.reference else "" if mode.stamps else "-plain") + str(frames)


def save(path: Path, **state: object) -> None:
    torch.save(state, path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--cache", type=Path, help="feature cache to read, or to write where there is none")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--hold", type=float, default=0.55)
    parser.add_argument("--reference", type=float, default=0.08, help="share of the steps with the reference prompt")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    random.seed(args.seed)
    rng, generator = random.Random(args.seed), np.random.default_rng(args.seed)
    begun = time.time()

    tokenizer = train_tokenizer()
    tokenizer.save(str(args.folder / "tokenizer.json"))
    encode = Encoder(tokenizer)
    image_token = tokenizer.token_to_id("<image>")
    answers = torch.tensor([encode(" " + c)[0] for c in LETTERS])
    model, heads = make_model(tokenizer.get_vocab_size(), image_token), make_heads()
    if args.resume:
        state = torch.load(args.resume)
        model.load_state_dict(state["model"])
        heads.load_state_dict(state["heads"])
    else:
        vision = torch.load(args.folder / "vision.pt")
        model.model.vision_model.load_state_dict(vision["vision"])
        model.model.connector.load_state_dict(vision["connector"])
    with torch.no_grad():
        if not args.resume:
            scale_inputs(model, encode)
        cache = load_cache(args.cache, model, generator)
    print(f"vocabulary {tokenizer.get_vocab_size()}, parameters {sum(p.numel() for p in model.parameters())}, "
          f"cache ready after {time.time() - begun:.0f} s", flush=True)

    text = model.model.text_model
    matrices = [p for name, p in text.named_parameters() if p.dim() == 2 and "embed" not in name]
    known = {id(p) for p in matrices}
    trained = [*text.parameters(), *model.lm_head.parameters(), *heads.parameters()]
    steppers = optimisers(matrices, [p for p in trained if id(p) not in known], args.rate)
    start = saved = time.time()
    budget = args.seconds - (start - begun)
    step = seen = 0
    averages: dict[str, float] = {}
    while (progress := (time.time() - start) / budget) < 1:
        hold = args.hold
        set_rate(steppers, args.rate * min(1, (step + 1) / 60) * (1 if progress < hold else max(0.02, (1 - progress) / (1 - hold))))
        mode, frames = draw_mode(rng, 1.0 if args.resume else progress, args.reference)
        per_video = 3 if mode.image_in_prefix else 6
        videos = round(VIDEOS[frames] * (1.6 if mode.image_in_prefix else 1))
        batch = make_batch(encode, cache, rng, mode, frames, videos, per_video)
        if step % 50 == 0:
            encode.check(mode, batch.questions[0][0], batch.times[0] if mode.frames else [], "36.0")
        embedded, mask, positions = tensors(batch, text.embed_tokens, image_token)
        result = text(inputs_embeds=embedded, attention_mask=mask, position_ids=positions, output_hidden_states=True,
                      use_cache=False)
        last = torch.tensor([p.last_at for p in batch.packed])
        logits = model.lm_head(result.last_hidden_state[torch.arange(videos)[:, None], last])
        wanted = torch.tensor([[q.answer for q in qs] for qs in batch.questions])
        loss = F.cross_entropy(logits.flatten(0, 1), answers[wanted].flatten())
        right = (logits[..., answers].argmax(-1) == wanted).float()
        now = {label(mode, frames): right.mean().item()}
        if mode.image and mode.frames:
            losses = auxiliary(batch, heads, result.hidden_states)
            loss = loss + (1.0 if progress < 0.75 else 0.3) * combine(losses)
            if not mode.reference and mode.stamps:
                now |= {name: value.item() for name, value in losses.items()}
                for task in {q.task for qs in batch.questions for q in qs}:
                    of = torch.tensor([[q.task == task for q in qs] for qs in batch.questions])
                    now[task.split()[0]] = right[of].mean().item()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        for stepper in steppers:
            stepper.step()
        for name, value in now.items():
            averages[name] = 0.96 * averages.get(name, value) + 0.04 * value
        step += 1
        seen += videos * per_video
        if step % 50 == 0:
            print(f"step {step} {time.time() - start:.0f} s " + " ".join(f"{k} {v:.2f}" for k, v in sorted(averages.items())), flush=True)
        if time.time() - saved > SAVE_EVERY:
            saved = time.time()
            save(args.folder / "checkpoint.pt", model=model.state_dict(), heads=heads.state_dict(), step=step, questions=seen)
    save(args.folder / "final.pt", model=model.state_dict(), heads=heads.state_dict(), step=step, questions=seen)
    print(f"trained: {step} steps, {seen} questions, {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
