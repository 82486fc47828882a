"""Auxiliary losses that make the small model learn at all; their heads are dropped at export.

Without them it stays at chance: they ask for the intermediate results (what the previous frame showed, which frames
match the query, what the answer is, which option holds it) at the layers and positions where they are needed.
"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from batches import Batch
from model import LAYERS, WIDTH
from world import COUNT, N_COLOURS, N_SHAPES, NEXT

KEY = 48
FRAME_LAYER, MATCH_LAYER, CONTENT_LAYER, OPTION_LAYER = 2, 2, LAYERS - 2, LAYERS - 1


def make_heads() -> nn.ModuleDict:
    sizes = dict(before_shape=N_SHAPES, before_colour=N_COLOURS, new=1, colour=N_COLOURS, shape=N_SHAPES, place=10, count=10,
                 time=1, option=1, letter=10, frame_place=9)
    sizes |= {f"{side}_{name}": KEY for side in ("ask", "key") for name in ("match", "target", "content")}
    return nn.ModuleDict({name: nn.Linear(WIDTH, size) for name, size in sizes.items()})


def points(heads: nn.ModuleDict, name: str, asking: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    return torch.einsum("bqd,bnd->bqn" if keys.dim() == 3 else "bqd,bqnd->bqn", heads[f"ask_{name}"](asking),
                        heads[f"key_{name}"](keys)) / KEY ** 0.5


def auxiliary(batch: Batch, heads: nn.ModuleDict, states: tuple[torch.Tensor, ...]) -> dict[str, torch.Tensor]:
    """Named losses; `states` are the hidden states after each layer, the embeddings first."""
    b = len(batch.videos)
    row = torch.arange(b)[:, None]
    frames = torch.tensor([p.frame_at for p in batch.packed])
    asked = torch.tensor([p.asked_at for p in batch.packed])
    options = torch.tensor([p.options_at for p in batch.packed])
    scenes = torch.tensor(batch.scenes)
    objects = torch.tensor([[v.objects[s] for s in ss] for v, ss in zip(batch.videos, batch.scenes)])
    places = torch.tensor([[v.places[s] for s in ss] for v, ss in zip(batch.videos, batch.scenes)])
    answers = torch.tensor([[q.answer for q in qs] for qs in batch.questions])
    out: dict[str, torch.Tensor] = {}

    at_frames = states[FRAME_LAYER][row, frames]
    new = torch.cat([torch.ones(b, 1), (scenes[:, 1:] != scenes[:, :-1]).float()], 1)
    before = objects[:, :-1].flatten()
    out["frame"] = (F.binary_cross_entropy_with_logits(heads["new"](at_frames)[..., 0], new)
                    + 0.5 * F.cross_entropy(heads["before_shape"](at_frames[:, 1:]).flatten(0, 1), before // N_COLOURS)
                    + 0.5 * F.cross_entropy(heads["before_colour"](at_frames[:, 1:]).flatten(0, 1), before % N_COLOURS))
    out["frame_place"] = F.cross_entropy(heads["frame_place"](states[3][row, frames]).flatten(0, 1), places.flatten())

    match = torch.tensor([[[float(s in q.scenes) for s in ss] for q in qs] for qs, ss in zip(batch.questions, batch.scenes)])
    out["match"] = F.binary_cross_entropy_with_logits(
        points(heads, "match", states[MATCH_LAYER][row, asked], at_frames) - 1, match)
    target = torch.tensor([[target_frames(q.task, q.scenes, q.targets, ss) for q in qs]
                           for qs, ss in zip(batch.questions, batch.scenes)])
    out["target"] = F.binary_cross_entropy_with_logits(
        points(heads, "target", states[MATCH_LAYER + 1][row, asked], states[MATCH_LAYER + 1][row, frames]) - 1, target)

    at_question = states[CONTENT_LAYER][row, asked]
    for name in ("colour", "shape", "place", "count"):
        where = [(i, j, q.facts[name]) for i, qs in enumerate(batch.questions) for j, q in enumerate(qs) if name in q.facts]
        if where:
            i, j, wanted = map(torch.tensor, zip(*where))
            out[name] = F.cross_entropy(heads[name](at_question[i, j]), wanted)
    when = [(i, j, centre(batch.times[i], batch.scenes[i], q.facts["scene"]))
            for i, qs in enumerate(batch.questions) for j, q in enumerate(qs) if "scene" in q.facts]
    if when:
        i, j, wanted = map(torch.tensor, zip(*when))
        out["time"] = F.mse_loss(heads["time"](at_question[i, j])[:, 0], wanted)

    at_options = states[CONTENT_LAYER][row[:, :, None], options]
    out["pointer"] = F.cross_entropy(points(heads, "content", at_question, at_options).flatten(0, 1), answers.flatten())
    out["letter"] = F.cross_entropy(heads["letter"](at_options).flatten(0, 2), torch.arange(10).repeat(answers.numel()))
    out["option"] = F.cross_entropy(heads["option"](states[OPTION_LAYER][row[:, :, None], options])[..., 0].flatten(0, 1),
                                    answers.flatten())
    return out


def target_frames(task: str, hits: list[int], targets: list[int], scenes: list[int]) -> list[float]:
    """Frames to read the answer from: all of the scene, or (counting, what comes next) each scene's first frame."""
    if task not in (COUNT, NEXT):
        return [float(s in hits) for s in scenes]
    return [float(s in targets and (i == 0 or scenes[i - 1] != s)) for i, s in enumerate(scenes)]


def centre(times: list[float], scenes: list[int], scene: int) -> float:
    """The mean time of a scene's frames, scaled to about -1..1."""
    inside = [t for t, s in zip(times, scenes) if s == scene]
    return (sum(inside) / len(inside) - 20) / 10


CONTENT_LOSSES = ("colour", "shape", "place", "count", "time")


def combine(losses: dict[str, torch.Tensor]) -> torch.Tensor:
    content = sum(losses[k] for k in CONTENT_LOSSES if k in losses) / 2
    return (0.5 * losses["frame"] + 2 * losses["match"] + 2 * losses["target"] + content + losses["option"]
            + losses["pointer"] + 0.3 * losses["letter"] + 0.5 * losses["frame_place"])
