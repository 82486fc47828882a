"""The toy world of the demo: objects, videos made of scenes, and five kinds of question.

Everything here is plain Python and depends only on the random generator that is passed in. The training
scripts and the generator of the demo data set share it, so both draw from one distribution (with other seeds).
"""
from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

SHAPES = ["circle", "square", "triangle", "diamond", "cross", "ring"]
COLOURS = ["red", "green", "blue", "yellow", "purple", "cyan", "orange", "white"]
COLOUR_OPTIONS = COLOURS + ["black", "pink"]
PLACES = [f"{row} {column}" for row in ("upper", "middle", "lower") for column in ("left", "centre", "right")]
NOT_SHOWN = "it is not shown"
LETTERS = "abcdefghij"
N_SHAPES, N_COLOURS = len(SHAPES), len(COLOURS)
N_OBJECTS = N_SHAPES * N_COLOURS
ABSENT_SHARE = 0.11

QUESTIONS = {
    "Attribute Change": "What colour is the object in the video that has the same shape as the object in the query image?",
    "Spatial relationship": "Where in the frame does the video show the object of the query image?",
    "Counting": "In how many separate scenes of the video does the object of the query image appear?",
    "Temporal Reasoning": "Which object does the video show right after the object of the query image?",
    "Keyframe extraction": "When does the video show the object of the query image?",
}
TASKS = list(QUESTIONS)
COLOUR, PLACE, COUNT, NEXT, WHEN = TASKS


def shape_of(obj: int) -> int:
    return obj // N_COLOURS


def colour_of(obj: int) -> int:
    return obj % N_COLOURS


def name_of(obj: int) -> str:
    return f"{COLOURS[colour_of(obj)]} {SHAPES[shape_of(obj)]}"


def clock(seconds: float) -> str:
    """A time as the page writes it, M:SS (videos here are shorter than an hour)."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@dataclass
class Video:
    """Scenes in a row: scene k lasts from bounds[k] to bounds[k + 1] (whole seconds) and shows one object."""

    duration: int
    fps: int
    bounds: list[int]
    objects: list[int]
    places: list[int]

    @property
    def frame_count(self) -> int:
        return self.duration * self.fps

    def scene_at(self, time: float) -> int:
        return max(k for k in range(len(self.objects)) if self.bounds[k] <= time + 1e-9)

    def interval(self, scene: int) -> str:
        return f"{clock(self.bounds[scene])}-{clock(self.bounds[scene + 1])}"


@dataclass
class Question:
    task: str
    query: int  # the object in the query image
    options: list[str]
    answer: int  # index into options
    scenes: list[int]  # scenes that show what is asked about
    targets: list[int]  # scenes that hold the answer
    facts: dict[str, int] = field(default_factory=dict)  # the answer's content, for auxiliary losses

    @property
    def text(self) -> str:
        return QUESTIONS[self.task]


def linspace_plan(n: int, count: int) -> list[int]:
    """round_half_even(linspace(0, n - 1, count)): Python's round is half to even."""
    if n <= count:
        return list(range(n))
    if count == 1:
        return [0]
    return [round(i * (n - 1) / (count - 1)) for i in range(count)]


def midpoint_plan(n: int, count: int) -> list[int]:
    """The middle frame of each of `count` equal segments."""
    return [int((i + 0.5) * n / count) for i in range(min(n, count))]


def make_bounds(rng: random.Random, scenes: int, frames: int, durations: tuple[int, int]) -> list[int] | None:
    """Scene limits such that `frames` frames taken evenly meet every scene (the outer ones hold the end frames)."""
    duration = rng.randint(*durations)
    inner = -(-duration // (frames - 1))
    least = [3] + [inner] * (scenes - 2) + [3]
    spare = duration - sum(least)
    if spare < 0:
        return None
    weights = [rng.random() ** 2 for _ in least]
    lengths = [low + int(spare * w / sum(weights)) for low, w in zip(least, weights)]
    while sum(lengths) < duration:
        lengths[rng.randrange(scenes)] += 1
    bounds = [0]
    for length in lengths:
        bounds.append(bounds[-1] + length)
    return bounds


def make_objects(rng: random.Random, scenes: int) -> list[int]:
    """One object a scene; often one or two of them come back, never in neighbouring scenes."""
    while True:
        copies: list[int] = []
        if scenes >= 3 and rng.random() < 0.86:
            copies.append(rng.randint(2, (scenes + 1) // 2))
            if scenes - copies[0] >= 3 and rng.random() < 0.45:
                copies.append(2)
        kinds = rng.sample(range(N_OBJECTS), scenes - sum(copies) + len(copies))
        if rng.random() < 0.5 and len(kinds) > 2:  # a look-alike: the same shape in another colour, or the reverse
            other = kinds[1]
            kinds[0] = (shape_of(other) * N_COLOURS + rng.randrange(N_COLOURS) if rng.random() < 0.4
                        else rng.randrange(N_SHAPES) * N_COLOURS + colour_of(other))
            if len(set(kinds)) < len(kinds):
                continue
            rng.shuffle(kinds)
        objects = [kind for kind, copy in zip(kinds, copies) for _ in range(copy)] + kinds[len(copies):]
        for _ in range(30):
            rng.shuffle(objects)
            if all(a != b for a, b in zip(objects, objects[1:])):
                return objects


def make_video(rng: random.Random, frames: int = 8, durations: tuple[int, int] = (24, 40),
               plan=linspace_plan, rates: tuple[int, ...] = (10, 12, 24)) -> Video:
    """A video whose scenes are all met by `frames` frames (at most 8 are assumed, so that 8 always suffice)."""
    assumed = min(frames, 8)
    while True:
        if assumed <= 4:
            scenes = rng.choice([3, 4])
        elif assumed <= 6:
            scenes = rng.choice([4, 5])
        else:
            scenes = rng.choices([4, 5, 6, 7], [0.12, 0.28, 0.33, 0.27])[0]
        bounds = make_bounds(rng, scenes, assumed, durations)
        if bounds is None:
            continue
        objects = make_objects(rng, scenes)
        video = Video(bounds[-1], rng.choice(rates), bounds, objects, [rng.randrange(9) for _ in objects])
        met = {video.scene_at(i / video.fps) for i in plan(video.frame_count, frames)}
        if len(met) == scenes:
            return video


def near_miss(rng: random.Random, video: Video) -> int:
    """An object that the video does not show, half of the time one that resembles one it does."""
    while True:
        obj = rng.randrange(N_OBJECTS)
        if rng.random() < 0.5:
            seen = rng.choice(video.objects)
            obj = (shape_of(seen) * N_COLOURS + rng.randrange(N_COLOURS) if rng.random() < 0.5
                   else rng.randrange(N_SHAPES) * N_COLOURS + colour_of(seen))
        if obj not in video.objects:
            return obj


COUNT_WEIGHTS = {0: 0.7, 1: 0.55, 2: 1.2, 3: 1.7, 4: 2.6}


def choose_query(rng: random.Random, video: Video, task: str) -> int | None:
    """The query object for a task, drawn so that answers are hard to guess; None if the video allows none."""
    counts = Counter(video.objects)
    if task == COLOUR:
        shapes = [s for s in range(N_SHAPES) if len({o for o in counts if shape_of(o) == s}) == 1]
        return rng.choice(shapes) * N_COLOURS + rng.randrange(N_COLOURS) if shapes else None
    if task == COUNT:
        on_offer = sorted(set(counts.values())) + [0]
        wanted = rng.choices(on_offer, [COUNT_WEIGHTS[c] for c in on_offer])[0]
        return near_miss(rng, video) if wanted == 0 else rng.choice([o for o in sorted(counts) if counts[o] == wanted])
    if task == PLACE and rng.random() < ABSENT_SHARE:
        return near_miss(rng, video)
    single = [o for o in video.objects if counts[o] == 1]
    if task == NEXT:
        single = [o for o in single if o != video.objects[-1]]
    return rng.choice(single) if single else None


def build_question(rng: random.Random, video: Video, task: str, query: int) -> Question:
    """The question's options (shuffled) and everything known about its answer."""
    objects = video.objects
    if task == COLOUR:
        scenes = [k for k, o in enumerate(objects) if shape_of(o) == shape_of(query)]
    else:
        scenes = [k for k, o in enumerate(objects) if o == query]
    targets, facts = scenes, {}
    if task == COLOUR:
        facts["colour"] = colour_of(objects[scenes[0]])
        options, answer = list(COLOUR_OPTIONS), COLOURS[facts["colour"]]
    elif task == PLACE:
        facts["place"] = video.places[scenes[0]] if scenes else 9
        options = PLACES + [NOT_SHOWN]
        answer = options[facts["place"]]
    elif task == COUNT:
        facts["count"] = len(scenes)
        options, answer = [str(i) for i in range(10)], str(len(scenes))
    elif task == NEXT:
        following = objects[scenes[0] + 1]
        targets = [scenes[0] + 1]
        facts["colour"], facts["shape"] = colour_of(following), shape_of(following)
        answer = name_of(following)
        others = list(dict.fromkeys(name_of(o) for o in objects if o != following))
        while len(others) < 9:
            name = name_of(rng.randrange(N_OBJECTS))
            if name != answer and name not in others:
                others.append(name)
        options = [answer] + others
    else:
        k = scenes[0]
        start, end = video.bounds[k], video.bounds[k + 1]
        facts["scene"] = k
        answer = video.interval(k)
        options = [answer] + [video.interval(j) for j in range(len(objects)) if j != k]
        while len(options) < 10:
            a = rng.randint(0, 42)
            b = a + rng.randint(3, 8)
            text = f"{clock(a)}-{clock(b)}"
            if text not in options and (b <= start or a >= end):
                options.append(text)
    rng.shuffle(options)
    return Question(task, query, options, options.index(answer), scenes, targets, facts)


def ask(rng: random.Random, video: Video, task: str) -> Question | None:
    query = choose_query(rng, video, task)
    return None if query is None else build_question(rng, video, task, query)


def allows(video: Video, task: str, query: int) -> bool:
    """Whether the task has one right answer for this query object (used where one query image serves several questions)."""
    n = video.objects.count(query)
    if task == COLOUR:
        return False  # its query colour must be drawn independently, see choose_query
    if task == COUNT:
        return True
    if task == PLACE:
        return n <= 1
    return n == 1 and (task == WHEN or video.objects[-1] != query)
