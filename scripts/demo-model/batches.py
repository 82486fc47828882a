"""Training batches: several questions packed behind one video, image features taken from a cache."""
from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from model import WIDTH
from prompts import IMAGE, Mode, prefix_segments, question_segments, render
from world import (COLOUR, COUNT, NEXT, PLACE, TASKS, WHEN, Question, Video, allows, ask, build_question, linspace_plan,
                   make_video, midpoint_plan)

TASK_WEIGHTS = {COLOUR: 0.8, PLACE: 0.9, COUNT: 1.3, NEXT: 1.1, WHEN: 1.1}


@dataclass
class FeatureCache:
    """Features of the frozen vision stage: frames[object, place, variant], queries[object, variant]."""

    frames: torch.Tensor
    queries: torch.Tensor

    def frame(self, obj: int, place: int) -> torch.Tensor:
        return self.frames[obj, place, random.randrange(self.frames.shape[2])]

    def query(self, obj: int) -> torch.Tensor:
        return self.queries[obj, random.randrange(self.queries.shape[1])]


@dataclass
class Packed:
    """One sequence: a prefix (block -1) and a block for each question; positions restart at every block."""

    ids: list[int]
    blocks: list[int]
    positions: list[int]
    images: list[torch.Tensor]
    frame_at: list[int]
    asked_at: list[int]
    options_at: list[list[int]]
    last_at: list[int]


@dataclass
class Batch:
    videos: list[Video]
    scenes: list[list[int]]  # the scene of each frame
    times: list[list[float]]
    questions: list[list[Question]]
    packed: list[Packed]
    mode: Mode


class Encoder:
    """Tokens of a segment, remembered."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.known: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]

    def check(self, mode: Mode, question: Question, times: list[float], duration: str) -> None:
        """The tokens of the segments must be those of the complete prompt."""
        block, _, _ = question_segments(mode, question, len(times), duration)
        parts = [token for segment in prefix_segments(mode, times) + block for token in self(segment)]
        whole = self.tokenizer.encode(render(mode, question, times, duration), add_special_tokens=False).ids
        assert parts == whole, render(mode, question, times, duration)


def duration_text(rng: random.Random, video: Video) -> str:
    """The float the reference prompt holds; a container may report a little less or more than the whole second."""
    exact = video.duration
    return str(rng.choice([float(exact), float(exact), exact - 0.1, round(exact + rng.uniform(-0.1, 0.1), 2)]))


def draw_questions(rng: random.Random, video: Video, mode: Mode, count: int) -> list[Question] | None:
    """Questions on one video: each with its own query image, or all on one where the image is in the prefix."""
    tasks = [t for t in TASKS if t != WHEN or (mode.stamps and not mode.reference)]
    weights = [TASK_WEIGHTS[t] for t in tasks]
    questions: list[Question] = []
    for _ in range(40):
        question = ask(rng, video, rng.choices(tasks, weights)[0])
        if question is None:
            continue
        if mode.image_in_prefix:
            break
        questions.append(question)
        if len(questions) == count:
            return questions
    else:
        return None
    query, absent = question.query, question.query not in video.objects
    more = [t for t in tasks if allows(video, t, query) and not absent] if question.task != COLOUR else []
    more.append(question.task)
    drawn = rng.choices(more, [TASK_WEIGHTS[t] for t in more], k=count - 1)
    return [question] + [build_question(rng, video, task, query) for task in drawn]


def pack(encode: Encoder, cache: FeatureCache, rng: random.Random, mode: Mode, video: Video, questions: list[Question],
         times: list[float], scenes: list[int]) -> Packed:
    frame_features = [cache.frame(video.objects[s], video.places[s]) for s in scenes] if mode.frames else []
    packed = Packed([], [], [], [], [], [], [], [])
    ids = packed.ids
    pending = [cache.query(questions[0].query)] if mode.image_in_prefix else []
    first_frame = len(pending)
    pending += frame_features
    for segment in prefix_segments(mode, times if mode.frames else []):
        ids.extend(encode(segment))
        if segment == IMAGE:
            packed.images.append(pending[len(packed.images)])
            if len(packed.images) > first_frame:
                packed.frame_at.append(len(ids) - 2)
    prefix = len(ids)
    packed.blocks += [-1] * prefix
    packed.positions += range(prefix)
    duration = duration_text(rng, video)
    for j, question in enumerate(questions):
        start = len(ids)
        segments, asked, ends = question_segments(mode, question, len(times), duration)
        options = []
        for i, segment in enumerate(segments):
            ids.extend(encode(segment))
            if segment == IMAGE:
                packed.images.append(cache.query(question.query))
            if i == asked:
                packed.asked_at.append(len(ids) - 1)
            if i in ends:
                options.append(len(ids) - 1)
        packed.options_at.append(options)
        packed.last_at.append(len(ids) - 1)
        packed.blocks += [j] * (len(ids) - start)
        packed.positions += range(prefix, prefix + len(ids) - start)
    return packed


def make_batch(encode: Encoder, cache: FeatureCache, rng: random.Random, mode: Mode, frames: int, size: int,
               per_video: int) -> Batch:
    batch = Batch([], [], [], [], [], mode)
    plan = midpoint_plan if rng.random() < 0.1 else linspace_plan
    while len(batch.videos) < size:
        video = make_video(rng, frames, plan=plan)
        questions = draw_questions(rng, video, mode, per_video)
        if questions is None:
            continue
        times = [i / video.fps for i in plan(video.frame_count, frames)]
        scenes = [video.scene_at(t) for t in times]
        batch.videos.append(video)
        batch.questions.append(questions)
        batch.times.append(times)
        batch.scenes.append(scenes)
        batch.packed.append(pack(encode, cache, rng, mode, video, questions, times, scenes))
    return batch


def tensors(batch: Batch, embedding: torch.nn.Module, image_token: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Embeddings [b, l, width], additive attention mask [b, 1, l, l] and positions [b, l]."""
    length = max(len(p.ids) for p in batch.packed)
    b = len(batch.packed)
    ids = torch.zeros(b, length, dtype=torch.long)
    blocks = torch.full((b, length), -2)
    positions = torch.zeros(b, length, dtype=torch.long)
    for i, p in enumerate(batch.packed):
        n = len(p.ids)
        ids[i, :n], blocks[i, :n], positions[i, :n] = torch.tensor(p.ids), torch.tensor(p.blocks), torch.tensor(p.positions)
    order = torch.arange(length)
    seen = (order[:, None] >= order[None])[None] & ((blocks[:, None, :] == -1) | (blocks[:, None, :] == blocks[:, :, None]))
    mask = torch.where(seen, 0.0, -1e9)[:, None]
    embedded = embedding(ids)
    images = [image for p in batch.packed for image in p.images]
    if images:
        embedded = embedded.masked_scatter((ids == image_token).unsqueeze(-1), torch.stack(images).view(-1, WIDTH))
    return embedded, mask, positions
