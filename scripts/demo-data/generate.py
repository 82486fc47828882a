"""Generate the demo data set: short videos of coloured shapes, query images, questions in IV-Bench's format.

    python generate.py PUBLIC_DEMO_FOLDER

Needs ffmpeg on the path (libx264, libvpx-vp9, mpeg4, wmv2, flv). The world, its questions and its pictures come from
../demo-model, whose training draws from the same distribution with other seeds.
"""
from __future__ import annotations

import json
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "demo-model"))

import render  # noqa: E402
from films import FORMATS, encode, film  # noqa: E402
from world import (COLOUR, COUNT, NEXT, NOT_SHOWN, PLACE, PLACES, TASKS, WHEN, Question, Video, ask, build_question,  # noqa: E402
                   make_video, near_miss)

SEED = 20_260
VIDEOS = 30
COUNTS = [0] * 7 + [1] * 6 + [2] * 8 + [3] * 6 + [4] * 3  # the counting answers, one a video
WHERE = PLACES * 3 + [NOT_SHOWN] * 3  # the place answers, one a video
IMAGE_SIZES = [160, 200, 240, 256, 320]
WEBM = {1, 4, 8, 10, 14, 16, 20, 25}
NOT_IN_BROWSERS = {6: "avi", 12: "wmv", 18: "flv", 23: "avi", 27: "wmv"}


def container(index: int) -> str:
    """Mostly MP4, some WebM, and some that no browser plays."""
    return NOT_IN_BROWSERS.get(index, "webm" if index in WEBM else "mp4")


def counting(rng: random.Random, video: Video, wanted: int) -> Question | None:
    """The counting question whose answer is `wanted`; the answers are spread over the set, not left to chance."""
    if wanted == 0:
        return build_question(rng, video, COUNT, near_miss(rng, video))
    counts = Counter(video.objects)
    objects = [o for o in sorted(counts) if counts[o] == wanted]
    return build_question(rng, video, COUNT, rng.choice(objects)) if objects else None


def locating(rng: random.Random, video: Video, wanted: str) -> Question | None:
    """The place question whose answer is `wanted`: the video's place is changed to it, or the object is absent."""
    if wanted == NOT_SHOWN:
        return build_question(rng, video, PLACE, near_miss(rng, video))
    counts = Counter(video.objects)
    single = [k for k, o in enumerate(video.objects) if counts[o] == 1]
    if not single:
        return None
    scene = rng.choice(single)
    video.places[scene] = PLACES.index(wanted)
    return build_question(rng, video, PLACE, video.objects[scene])


def what_comes_next(video: Video, drawn: Question, video_id: str) -> Question:
    """The same question about an object whose successor is shown only once, where there is one.

    Scenes between two showings of a repeated object are all followed by it, so without this rule its name alone is a
    good guess. Its own random generator leaves everything else in the data set as it was drawn.
    """
    counts = Counter(video.objects)
    queries = [a for a, b in zip(video.objects, video.objects[1:]) if counts[a] == 1 and counts[b] == 1]
    rng = random.Random(f"{SEED} {video_id}")
    return build_question(rng, video, NEXT, rng.choice(queries)) if queries else drawn


def make_sample(rng: random.Random, count: int, place: str) -> tuple[Video, list[Question]]:
    """A video and one question of each task."""
    while True:
        video = make_video(rng, 8, rates=(10, 12))
        if len(video.objects) < 5:
            continue
        questions = [locating(rng, video, place), counting(rng, video, count)]
        questions += [ask(rng, video, task) for task in (COLOUR, NEXT, WHEN)]
        if all(questions):
            return video, sorted((q for q in questions if q), key=lambda q: TASKS.index(q.task))


def location(video: Video, question: Question) -> tuple[str, str]:
    """IV-Bench's granularity and answer_location."""
    if question.task == COUNT or not question.scenes:
        return "Whole Video", "Whole video"
    return "Video Clip", video.interval(question.targets[0])


def save_image(question: Question, path: Path) -> None:
    size = random.Random(path.name).choice(IMAGE_SIZES)
    picture = render.random_queries(torch.tensor([question.query]), size, most_noise=0)
    image = render.to_images(picture)[0]
    if path.suffix == ".png":
        image.save(path, optimize=True)
    else:
        image.save(path, quality=85)


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    for name in ("videos", "images"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    counts, places = COUNTS[:], WHERE[:]
    rng.shuffle(counts)
    rng.shuffle(places)
    lines = []
    for index in range(VIDEOS):
        video_id = f"demo-{index + 1:02d}"
        video, questions = make_sample(rng, counts[index], places[index])
        questions = [what_comes_next(video, q, video_id) if q.task == NEXT else q for q in questions]
        kind = container(index)
        encode(film(video), video.fps, FORMATS[kind], folder / "videos" / f"{video_id}.{kind}")
        items = []
        for data_id, question in enumerate(questions, 1):
            image_name = f"{video_id}_{data_id}_image.{'jpg' if (index + data_id) % 3 == 0 else 'png'}"
            save_image(question, folder / "images" / image_name)
            granularity, where = location(video, question)
            distractors = [o for i, o in enumerate(question.options) if i != question.answer]
            items.append(dict(data_id=data_id, image_name=image_name, question=question.text, question_type=question.task,
                              granularity=granularity, answer=question.options[question.answer], answer_location=where,
                              distractors=distractors))
        lines.append(json.dumps({video_id: items}, ensure_ascii=False))
        print(video_id, kind, video.duration, "s", len(video.objects), "scenes", flush=True)
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
