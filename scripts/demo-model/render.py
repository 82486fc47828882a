"""Pictures of the toy world: video frames and query images, drawn with torch at any size.

All lengths are relative to the picture's side, so a frame drawn at 256 px and shrunk looks like one drawn at 64 px.
"""
from __future__ import annotations

import io
import math

import numpy as np
import torch
from PIL import Image, ImageFilter

from world import N_COLOURS

RGB = torch.tensor([[220, 40, 40], [40, 190, 60], [50, 80, 230], [235, 220, 50],
                    [150, 50, 200], [50, 210, 220], [245, 140, 30], [240, 240, 240]], dtype=torch.float32)
TILE = 64  # side of the model's tiles


def uniform(n: int, low: float, high: float) -> torch.Tensor:
    return torch.rand(n) * (high - low) + low


def signed_distance(shape: int, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Distance to the outline of a shape of radius about 1, negative inside."""
    if shape == 0:
        return (x * x + y * y).sqrt() - 0.95
    if shape == 1:
        return torch.maximum(x.abs(), y.abs()) - 0.82
    if shape == 2:
        return torch.maximum(y - 0.8, x.abs() - (y + 0.95) * 0.55)
    if shape == 3:
        return x.abs() + y.abs() - 1.0
    if shape == 4:
        return torch.maximum(torch.minimum(x.abs(), y.abs()) - 0.28, torch.maximum(x.abs(), y.abs()) - 0.95)
    return ((x * x + y * y).sqrt() - 0.72).abs() - 0.22


def random_background(n: int, query: bool) -> dict[str, torch.Tensor]:
    """Muted two-colour gradients with a faint wave on them; query images are sometimes of middle brightness."""
    light = uniform(n, 18, 92).view(n, 1)
    if query:
        light = torch.where(torch.rand(n, 1) < 0.35, uniform(n, 112, 165).view(n, 1), light)
    first = light + torch.randn(n, 3) * 11
    second = light * uniform(n, 0.5, 1.15).view(n, 1) + torch.randn(n, 3) * 11
    return {"first": first, "second": second, "angle": uniform(n, 0, 2 * math.pi), "wave": uniform(n, 0, 9),
            "wave_angle": uniform(n, 0, 2 * math.pi), "wave_cycles": uniform(n, 1, 5), "phase": uniform(n, 0, 6.28)}


def draw_background(look: dict[str, torch.Tensor], size: int) -> torch.Tensor:
    n = len(look["angle"])
    axis = (torch.arange(size, dtype=torch.float32) + 0.5) / size - 0.5
    x, y = axis.view(1, 1, -1), axis.view(1, -1, 1)

    def along(angle: torch.Tensor) -> torch.Tensor:
        return x * angle.cos().view(n, 1, 1) + y * angle.sin().view(n, 1, 1)

    mix = (along(look["angle"]) / 1.2 + 0.5).clamp(0, 1).unsqueeze(1)
    wave = (along(look["wave_angle"]) * 6.283 * look["wave_cycles"].view(n, 1, 1) + look["phase"].view(n, 1, 1)).sin()
    picture = look["first"].view(n, 3, 1, 1) * (1 - mix) + look["second"].view(n, 3, 1, 1) * mix
    return (picture + look["wave"].view(n, 1, 1, 1) * wave.unsqueeze(1)).clamp(4, 190)


def draw(objects: torch.Tensor, centre_x: torch.Tensor, centre_y: torch.Tensor, radius: torch.Tensor,
         background: torch.Tensor, paint: torch.Tensor, shade: torch.Tensor, outline: torch.Tensor | None = None) -> torch.Tensor:
    """Put one object on each background: [n, 3, size, size], 0..255, not rounded."""
    n, _, size, _ = background.shape
    axis = (torch.arange(size, dtype=torch.float32) + 0.5) / size
    x = (axis.view(1, 1, -1) - centre_x.view(n, 1, 1)) / radius.view(n, 1, 1)
    y = (axis.view(1, -1, 1) - centre_y.view(n, 1, 1)) / radius.view(n, 1, 1)
    distance = torch.empty(n, size, size)
    shapes = objects // N_COLOURS
    for shape in shapes.unique().tolist():
        rows = (shapes == shape).nonzero()[:, 0]
        distance[rows] = signed_distance(shape, x[rows], y[rows]).expand(len(rows), size, size)
    pixels = distance * (radius * size).view(n, 1, 1) * 2.0
    fill = (paint.view(n, 3, 1, 1) * (1 - shade.view(n, 1, 1, 1) * y.clamp(-1, 1).unsqueeze(1))).clamp(0, 255)
    if outline is not None:  # a thin dark rim
        rim = torch.sigmoid(-(pixels + 0.06 * size * radius.view(n, 1, 1) * 2)).unsqueeze(1)
        dark = (outline > 0).float().view(n, 1, 1, 1)
        fill = fill * (1 - dark * (1 - rim) * 0.8)
    cover = torch.sigmoid(-pixels).unsqueeze(1)
    return background * (1 - cover) + fill * cover


def random_paint(objects: torch.Tensor) -> torch.Tensor:
    return RGB[objects % N_COLOURS] + torch.randn(len(objects), 3) * 8


def random_frames(objects: torch.Tensor, places: torch.Tensor, size: int) -> torch.Tensor:
    """Video frames: the object in one of nine cells."""
    n = len(objects)
    x = (places % 3 + 0.5) / 3 + uniform(n, -0.03, 0.03)
    y = (places // 3 + 0.5) / 3 + uniform(n, -0.03, 0.03)
    picture = draw(objects, x, y, uniform(n, 0.13, 0.162), draw_background(random_background(n, False), size),
                   random_paint(objects), uniform(n, 0, 0.14))
    return finish(picture, 6)


def random_queries(objects: torch.Tensor, size: int, most_noise: float = 5) -> torch.Tensor:
    """Query images: another size, place and background."""
    n = len(objects)
    radius = uniform(n, 0.15, 0.38)
    x, y = torch.rand(n) * (1 - 2 * radius) + radius, torch.rand(n) * (1 - 2 * radius) + radius
    outline = (torch.rand(n) < 0.3).float()
    picture = draw(objects, x, y, radius, draw_background(random_background(n, True), size),
                   random_paint(objects), uniform(n, 0, 0.14), outline)
    return finish(picture, most_noise)


def finish(picture: torch.Tensor, most_noise: float) -> torch.Tensor:
    """A little sensor noise, then whole numbers."""
    noise = torch.rand(len(picture), 1, 1, 1) * most_noise
    return (picture + torch.randn(picture.shape) * noise).clamp(0, 255).round()


def to_images(pictures: torch.Tensor) -> list[Image.Image]:
    return [Image.fromarray(a) for a in pictures.byte().permute(0, 2, 3, 1).contiguous().numpy()]


def degrade(image: Image.Image, generator: np.random.Generator) -> Image.Image:
    """What a codec does to a picture: some blur, then a lossy round trip (JPEG, chroma at half size)."""
    if generator.random() < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(float(generator.uniform(0.3, 2.0)) * image.width / 256))
    if generator.random() < 0.85:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=int(generator.integers(25, 91)), subsampling=2)
        image = Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")
    return image


def to_tile(image: Image.Image) -> np.ndarray:
    """The processor's resize: Lanczos to one square tile, 8 bits a channel, [3, 64, 64]."""
    return np.asarray(image.resize((TILE, TILE), Image.Resampling.LANCZOS)).transpose(2, 0, 1)


def pool(objects: torch.Tensor, places: torch.Tensor | None, generator: np.random.Generator, batch: int = 48) -> torch.Tensor:
    """Tiles as the model meets them: drawn large, degraded, shrunk. uint8 [n, 3, 64, 64]."""
    tiles = []
    for i in range(0, len(objects), batch):
        part = objects[i:i + batch]
        if places is not None:
            pictures = random_frames(part, places[i:i + batch], 256)
        else:
            pictures = random_queries(part, int(generator.choice([160, 200, 256, 320])))
        tiles += [to_tile(degrade(image, generator)) for image in to_images(pictures)]
    return torch.from_numpy(np.stack(tiles))


def normalise(tiles: torch.Tensor) -> torch.Tensor:
    return tiles.float() / 127.5 - 1.0
