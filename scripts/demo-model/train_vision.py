"""Stage 1: teach the vision encoder and connector shape, colour and place; the heads are dropped afterwards.

    python train_vision.py WORK_FOLDER SECONDS
"""
from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from model import WIDTH, image_features, make_model, optimisers, set_rate
from render import normalise, pool, random_frames, random_queries
from world import N_COLOURS, N_OBJECTS, N_SHAPES

FRAMES, QUERIES = 64, 44  # pictures a step, half of each from the degraded pool


def main(folder: Path, budget: float) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    torch.set_flush_denormal(True)
    generator = np.random.default_rng(0)
    start = time.time()
    frame_objects, frame_places = torch.randint(0, N_OBJECTS, (5000,)), torch.randint(0, 9, (5000,))
    query_objects = torch.randint(0, N_OBJECTS, (4000,))
    frame_pool, query_pool = pool(frame_objects, frame_places, generator), pool(query_objects, None, generator)
    print(f"pool of {len(frame_pool) + len(query_pool)} tiles, {time.time() - start:.0f} s", flush=True)

    model = make_model(32, 4)
    heads = nn.ModuleDict(dict(shape=nn.Linear(WIDTH, N_SHAPES), colour=nn.Linear(WIDTH, N_COLOURS), place=nn.Linear(WIDTH, 9)))
    parts = nn.ModuleList([model.model.vision_model, model.model.connector])
    matrices = [p for name, p in parts.named_parameters() if p.dim() == 2 and "embed" not in name]
    known = {id(p) for p in matrices}
    others = [p for p in list(parts.parameters()) + list(heads.parameters()) if id(p) not in known]
    steppers = optimisers(matrices, others, 1e-3)
    start, step, average = time.time(), 0, np.zeros(4)
    half_f, half_q = FRAMES // 2, QUERIES // 2
    while True:
        objects, places = torch.randint(0, N_OBJECTS, (half_f,)), torch.randint(0, 9, (half_f,))
        asked = torch.randint(0, N_OBJECTS, (half_q,))
        f, q = torch.randint(0, len(frame_pool), (half_f,)), torch.randint(0, len(query_pool), (half_q,))
        tiles = torch.cat([random_frames(objects, places, 64), frame_pool[f].float(),
                           random_queries(asked, 64), query_pool[q].float()])
        labels = torch.cat([objects, frame_objects[f], asked, query_objects[q]])
        places = torch.cat([places, frame_places[f]])
        features = image_features(model, normalise(tiles))
        shape, colour, place = heads["shape"](features), heads["colour"](features), heads["place"](features[:FRAMES])
        loss = (F.cross_entropy(shape, labels // N_COLOURS) + F.cross_entropy(colour, labels % N_COLOURS)
                + F.cross_entropy(place, places))
        progress = (time.time() - start) / budget
        set_rate(steppers, 3e-3 * min(1, (step + 1) / 30) * max(0.03, min(1, 1.4 * (1 - progress))))
        loss.backward()
        nn.utils.clip_grad_norm_(matrices + others, 1.0)
        for stepper in steppers:
            stepper.step()
        step += 1
        right = (shape.argmax(1) == labels // N_COLOURS) & (colour.argmax(1) == labels % N_COLOURS)
        now = [right[:FRAMES].float().mean(), right[FRAMES:].float().mean(), (place.argmax(1) == places).float().mean(),
               (shape.argmax(1) == labels // N_COLOURS).float().mean()]
        average = 0.95 * average + 0.05 * np.array([float(x) for x in now])
        if step % 25 == 0:
            print(f"step {step} loss {loss.item():.3f} frames {average[0]:.3f} queries {average[1]:.3f} "
                  f"places {average[2]:.3f} shapes {average[3]:.3f} {time.time() - start:.0f} s", flush=True)
        if progress >= 1 or average.min() > 0.997:
            break
    torch.save({"vision": model.model.vision_model.state_dict(), "connector": model.model.connector.state_dict()},
               folder / "vision.pt")
    print(f"vision trained: {step} steps, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(Path(sys.argv[1]), float(sys.argv[2]))
