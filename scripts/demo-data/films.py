"""Moving pictures of a toy video, and their encoding with ffmpeg."""
from __future__ import annotations

import math
import subprocess
from collections.abc import Iterator
from pathlib import Path

import torch

import render
from world import Video

SIZE = 256
EXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1"]
FORMATS = {
    "mp4": ["-c:v", "libx264", "-preset", "slow", "-crf", "23", "-g", "60", "-movflags", "+faststart"],
    "webm": ["-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-g", "60", "-deadline", "good", "-cpu-used", "2"],
    "avi": ["-c:v", "mpeg4", "-vtag", "XVID", "-q:v", "4", "-g", "60"],
    "wmv": ["-c:v", "wmv2", "-q:v", "4", "-g", "60"],
    "flv": ["-c:v", "flv", "-q:v", "4", "-g", "60"],
}


def film(video: Video) -> Iterator[bytes]:
    """The video's frames as raw RGB: in every scene the object sways and the background's wave drifts, gently."""
    frame = 0
    for scene, (obj, place) in enumerate(zip(video.objects, video.places)):
        count = (video.bounds[scene + 1] - video.bounds[scene]) * video.fps
        look = render.random_background(1, False)
        paint, shade = render.random_paint(torch.tensor([obj])), render.uniform(1, 0.04, 0.14)
        home_x = (place % 3 + 0.5) / 3 + float(render.uniform(1, -0.012, 0.012))
        home_y = (place // 3 + 0.5) / 3 + float(render.uniform(1, -0.012, 0.012))
        radius, phase = float(render.uniform(1, 0.14, 0.155)), float(render.uniform(1, 0, 6.28))
        for start in range(0, count, 32):
            t = torch.arange(frame + start, frame + min(start + 32, count)) / video.fps
            n = len(t)
            moving = {name: value.expand(n, *value.shape[1:]) for name, value in look.items()}
            moving["phase"] = look["phase"] + 0.8 * t
            background = render.draw_background(moving, SIZE)
            pictures = render.draw(torch.full((n,), obj), home_x + 0.016 * (1.1 * t + phase).sin(),
                                   home_y + 0.016 * (1.7 * t + 2 * phase).sin(),
                                   radius * (1 + 0.03 * (math.tau * t / 5 + phase).sin()), background,
                                   paint.expand(n, 3), shade.expand(n))
            # an unbiased half-level dither keeps the codec from banding the gradients
            pictures = (pictures + torch.rand(n, 1, SIZE, SIZE) - 0.5).clamp(0, 255).round().byte()
            yield pictures.permute(0, 2, 3, 1).contiguous().numpy().tobytes()
        frame += count


def encode(frames: Iterator[bytes], fps: int, codec: list[str], path: Path) -> None:
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE}x{SIZE}",
               "-r", str(fps), "-i", "-", *codec, "-pix_fmt", "yuv420p", *EXACT, str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin
    for data in frames:
        process.stdin.write(data)
    process.stdin.close()
    if process.wait() != 0:
        raise SystemExit(f"ffmpeg could not write {path}")
