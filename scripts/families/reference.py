"""What transformers' processors and models make of formula-made pictures and prompts."""
from __future__ import annotations

import base64
import re
import sys
import types
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from transformers import PreTrainedTokenizerFast
from transformers.image_utils import SizeDict
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil
from transformers.models.idefics3.processing_idefics3 import Idefics3Processor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string

FORMULA = "value(x, y, c, i) = (x * (7 + i) + y * 13 + c * 29 + i * 37 + x * y % 11 * 17) % 256; x right, y down, c 0..2 for R, G, B"
SIZES = [(40, 24), (24, 40), (33, 33), (90, 50), (17, 60), (70, 28)]
QUERY = 100  # index of the query image in the formula


def picture(width: int, height: int, i: int) -> np.ndarray:
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return ((x * (7 + i) + y * 13 + c * 29 + i * 37 + x * y % 11 * 17) % 256).astype(np.uint8)


@dataclass
class Prepared:
    """One picture: what replaces its image token, the model's inputs, and its pixels with their channels' stride."""

    text: str
    inputs: dict[str, torch.Tensor]
    channel_stride: int


class Idefics3Images:
    """Idefics3's processor; SmolVLM's, which is a copy of it, must say the same."""

    def __init__(self, settings: dict, tokenizer: PreTrainedTokenizerFast, sequence_length: int):
        self.settings, self.tile = settings, settings["max_image_size"]["longest_edge"]
        self.processor = Idefics3Processor(Idefics3ImageProcessorPil(**settings), tokenizer, image_seq_len=sequence_length)
        self.smolvlm, self.sequence_length = SmolVLMImageProcessorPil(**settings), sequence_length

    def prepare(self, image: np.ndarray, split: bool) -> Prepared:
        size = self.settings["size"] if split else dict(longest_edge=self.tile)
        made, same = (process([[Image.fromarray(image)]], do_image_splitting=split, size=size, return_row_col_info=True,
                              return_tensors="pt") for process in (self.processor.image_processor, self.smolvlm))
        inputs = {name: made[name] for name in ("pixel_values", "pixel_attention_mask")}
        replacement = self.processor.replace_image_token(made, 0)
        assert torch.equal(made["pixel_values"], same["pixel_values"])
        assert replacement == get_image_prompt_string(same["rows"][0][0], same["cols"][0][0], self.sequence_length,
                                                      "<fake_token_around_image>", "<image>", "<global-img>")
        return Prepared(replacement, inputs, self.tile ** 2)

    @staticmethod
    def join(pictures: list[Prepared]) -> dict[str, torch.Tensor]:
        return {name: torch.cat([p.inputs[name] for p in pictures], 1) for name in pictures[0].inputs}


class QwenImages:
    def __init__(self, settings: dict):
        self.processor, self.token = Qwen2VLImageProcessorPil(**settings), "<|image_pad|>"

    def prepare(self, image: np.ndarray, _split: bool) -> Prepared:
        made = self.processor([Image.fromarray(image)], return_tensors="pt")
        tokens = int(made["image_grid_thw"][0].prod()) // self.processor.merge_size ** 2
        return Prepared(self.token * tokens, dict(made), self.processor.temporal_patch_size * self.processor.patch_size ** 2)

    @staticmethod
    def join(pictures: list[Prepared]) -> dict[str, torch.Tensor]:
        return {name: torch.cat([p.inputs[name] for p in pictures]) for name in pictures[0].inputs}


class QwenVideos:
    """Pairs of frames, each a video of its own; of an odd number the last is a video of one frame."""

    def __init__(self, settings: dict):
        allow_no_torchvision()
        from transformers.models.qwen2_vl.video_processing_qwen2_vl import Qwen2VLVideoProcessor
        if not hasattr(sys.modules["torchvision"], "__version__"):
            backend = next(c for c in Qwen2VLVideoProcessor.__mro__ if c.__name__ == "TorchvisionBackend")
            backend.resize, backend.rescale_and_normalize = native_resize, normalise
        self.settings = dict(settings, size=SizeDict(shortest_edge=settings["min_pixels"], longest_edge=settings["max_pixels"]))
        self.processor, self.token = Qwen2VLVideoProcessor.__new__(Qwen2VLVideoProcessor), "<|video_pad|>"

    def prepare(self, frames: list[np.ndarray]) -> Prepared:
        known = {name: self.settings[name] for name in ("size", "resample", "image_mean", "image_std", "patch_size",
                                                        "temporal_patch_size", "merge_size")}
        made = self.processor._preprocess([torch.from_numpy(np.stack(frames)).permute(0, 3, 1, 2)], do_resize=True, do_rescale=True,
                                          rescale_factor=1 / 255, do_normalize=True, cap_pixels_per_frame=False,
                                          return_tensors="pt", **known)
        tokens = int(made["video_grid_thw"][0].prod()) // self.settings["merge_size"] ** 2
        return Prepared(self.token * tokens, dict(made), self.settings["temporal_patch_size"] * self.settings["patch_size"] ** 2)


def allow_no_torchvision() -> None:
    """Lets transformers' modules that resize with torchvision be imported where it is not there."""
    try:
        import torchvision  # noqa: F401
    except ImportError:
        for name in ("torchvision", "torchvision.transforms", "torchvision.transforms.v2", "torchvision.transforms.v2.functional"):
            sys.modules.setdefault(name, types.ModuleType(name))
        sys.modules["torchvision.transforms.v2"].functional = sys.modules["torchvision.transforms.v2.functional"]


def lfm2_modules() -> tuple[type, type]:
    """The image processor and the processor. Without torchvision its resize is called as torchvision itself calls it."""
    allow_no_torchvision()
    from transformers.models.lfm2_vl.image_processing_lfm2_vl import Lfm2VlImageProcessor
    from transformers.models.lfm2_vl.processing_lfm2_vl import Lfm2VlProcessor
    return Lfm2VlImageProcessor, Lfm2VlProcessor


class Lfm2Images:
    def __init__(self, settings: dict, tokenizer: PreTrainedTokenizerFast):
        images, processor = lfm2_modules()
        backend = images.__mro__[1]
        if not hasattr(sys.modules["torchvision"], "__version__"):
            backend.resize, backend.rescale_and_normalize = native_resize, normalise
        self.settings = settings
        self.images = images.__new__(images)
        for name, value in settings.items():
            setattr(self.images, name, value)
        self.processor = processor.__new__(processor)
        self.processor.image_processor, self.processor.tokenizer = self.images, tokenizer
        self.processor.image_token, self.processor.image_start_token = "<image>", "<|image_start|>"
        self.processor.image_end_token, self.processor.image_thumbnail_token = "<|image_end|>", "<|img_thumbnail|>"

    def prepare(self, image: np.ndarray, split: bool) -> Prepared:
        known = dict(self.settings, do_image_splitting=split)
        known.pop("image_processor_type")
        made = self.images._preprocess(
            images=[torch.from_numpy(image).permute(2, 0, 1)], do_resize=True, do_rescale=True, rescale_factor=1 / 255,
            do_normalize=True, do_pad=True, return_row_col_info=True, return_tensors="pt", disable_grouping=True, **known)
        text = self.processor.replace_image_token(made, 0, use_image_special_tokens=True)
        names = ("pixel_values", "pixel_attention_mask", "spatial_shapes")
        return Prepared(text, {name: made[name] for name in names}, 1)

    join = staticmethod(QwenImages.join)


def native_resize(_self: object, image: torch.Tensor, size: object, resample: int, **_settings: object) -> torch.Tensor:
    """What torchvision's resize does with 8-bit pictures on the CPU where resample is 2, bilinear, or 3, bicubic."""
    flat = image.reshape(-1, *image.shape[-3:])
    resized = F.interpolate(flat, size=(size.height, size.width), mode={2: "bilinear", 3: "bicubic"}[int(resample)],
                            align_corners=False, antialias=True)
    return resized.reshape(*image.shape[:-2], size.height, size.width)


def normalise(_self: object, images: torch.Tensor, _rescale: bool, factor: float, _normalise: bool, mean: list[float],
              std: list[float]) -> torch.Tensor:
    mean, std = (torch.tensor(values)[:, None, None] / factor for values in (mean, std))
    return (images.float() - mean) / std


def text(content: str) -> dict:
    return {"type": "text", "text": content}


def segments(frames: int, query: bool, image_first: bool, step: int) -> list[dict]:
    """Parts in segments, as the page's own prompts hold them. `step` 2: frames in pairs, labelled by the first."""
    video = {"name": "frames", "parts": [text("These are the frames of a video.")]}
    for place, i in enumerate(range(0, frames, step)):
        kind = "frame" if step == 1 else "frame-pair"
        video["parts"] += [text(f"\nFrame at {i // 60:02d}:{i % 60:02d}:"), {"type": kind, "index": place}]
    image = {"name": "image", "parts": [text("\nQuery image:"), {"type": "query-image"}]}
    shown = ([video] if frames else []) + ([image] if query else [])
    options = "".join(f"\n{c}. {o}" for c, o in zip("abcd", ("red", "blue", "green", "none of 42")))
    return [*(reversed(shown) if image_first else shown), {"name": "question", "parts": [text("\nWhat colour is it?")]},
            {"name": "options", "parts": [text(f"{options}\nAnswer with the letter only.")]}]


CASES = [  # name, frames, query image's treatment, image first
    ("text only", 0, None, False), ("one image", 0, "whole", False), ("one image, split", 0, "split", False),
    ("video first", 4, "whole", False), ("image first", 4, "whole", True), ("image first, split", 5, "split", True),
    ("32 frames and a query image", 32, "split", False),
]
PAIR_CASES = [
    ("pairs of frames", 4, None, False), ("pairs, video first", 4, "whole", False), ("a pair and a frame, image first", 3, "whole", True),
    ("32 frames in pairs and a query image", 32, "whole", False),
]
QUERY_SIZES = {"one image": (17, 60), "video first": (70, 28), "image first": (24, 40)}


def to_content(parts: list[dict]) -> list[dict]:
    return [part if part["type"] == "text" else {"type": "video" if part["type"] == "frame-pair" else "image"} for part in parts]


def expand(rendered: str, image_token: str, pictures: list[Prepared]) -> str:
    first, *rest = re.split(f"{re.escape(image_token)}|{re.escape('<|video_pad|>')}", rendered)
    return first + "".join(p.text + piece for p, piece in zip(pictures, rest, strict=True))


@torch.no_grad()
def run_case(case: tuple, images: object, videos: QwenVideos | None, tokenizer: PreTrainedTokenizerFast, image_token: str,
             model: nn.Module) -> dict:
    """@param videos frames go in as pairs with it"""
    name, frames, treatment, image_first = case
    step = 2 if videos else 1
    sizes = [SIZES[i // step % len(SIZES)] for i in range(frames)]
    query = QUERY_SIZES.get(name, (90, 50)) if treatment else None
    shown = prepare_frames(sizes, images, videos)
    if query:
        shown.insert(0 if image_first else len(shown), images.prepare(picture(*query, QUERY), treatment == "split"))
    prompt = segments(frames, query is not None, image_first, step)
    content = to_content([part for segment in prompt for part in segment["parts"]])
    rendered = tokenizer.apply_chat_template([{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True)
    ids = torch.tensor([tokenizer(expand(rendered, image_token, shown), add_special_tokens=False).input_ids])
    result = dict(name=name, segments=prompt, frames=sizes, query=query and dict(size=query, treatment=treatment),
                  inputIds=ids[0].tolist())
    seen = {}
    for kind in ("pixel_values", "pixel_values_videos"):
        if alike := [p for p in shown if kind in p.inputs]:
            seen |= images.join(alike)
    positions = positions_of(model, ids, seen)
    if positions is not None:
        result["positionIds"] = positions[:, 0].tolist()
    logits = last_logits(model, ids, seen)
    return dict(result, lastLogits=[round(v, 6) for v in logits.tolist()],
                greedyIds=greedy(model, ids, seen))


def prepare_frames(sizes: list[tuple[int, int]], images: object, videos: QwenVideos | None) -> list[Prepared]:
    made = [picture(*size, i) for i, size in enumerate(sizes)]
    if videos:
        return [videos.prepare(made[i:i + 2]) for i in range(0, len(made), 2)]
    return [images.prepare(one, False) for one in made]


def kinds_of(model: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """1 for images, 2 for video."""
    return (ids == model.config.image_token_id).int() + 2 * (ids == getattr(model.config, "video_token_id", -1)).int()


def positions_of(model: nn.Module, ids: torch.Tensor, seen: dict) -> torch.Tensor | None:
    """Rotary positions [3, 1, l] of models that have several axes."""
    if not hasattr(model.model, "get_rope_index"):
        return None
    grids = seen.get("video_grid_thw")
    seconds = None if grids is None else torch.full((len(grids),), 3.5)
    return model.model.get_rope_index(ids, kinds_of(model, ids), seen.get("image_grid_thw"), grids, second_per_grid_ts=seconds,
                                      attention_mask=torch.ones_like(ids))[0]


def last_logits(model: nn.Module, ids: torch.Tensor, seen: dict) -> torch.Tensor:
    inputs = dict(input_ids=ids, attention_mask=torch.ones_like(ids), use_cache=False, **seen)
    positions = positions_of(model, ids, seen)
    if positions is not None:
        inputs |= dict(position_ids=positions, mm_token_type_ids=kinds_of(model, ids))
    return model(**inputs).logits[0, -1]


def greedy(model: nn.Module, ids: torch.Tensor, seen: dict) -> list[int]:
    """At most six most likely tokens, each from the whole text before it; stops at an end, an image or nearly a tie."""
    config, found = model.config, []
    stops = {config.image_token_id, getattr(config, "video_token_id", None), getattr(config, "eos_token_id", None), config.text_config.eos_token_id}
    while len(found) < 6:
        best = last_logits(model, torch.cat((ids, torch.tensor([found], dtype=torch.long)), 1), seen).topk(2)
        if int(best.indices[0]) in stops or float(best.values[0] - best.values[1]) < 0.01:
            break
        found.append(int(best.indices[0]))
    return found


def pixels(images: object, settings: dict) -> list[dict]:
    """Pixel values of each size, before normalisation and in the order of the vision session's input."""
    found = []
    for i, size in enumerate(SIZES):
        for treatment in ("whole", "split"):
            prepared = images.prepare(picture(*size, i), treatment == "split")
            found.append(dict(size=size, index=i, treatment=treatment, **plain_pixels(prepared, "pixel_values", settings,
                                                                                          images_token(images))))
    return found


def pair_pixels(videos: QwenVideos, settings: dict) -> list[dict]:
    """The same of pairs: the pictures of an index and the next."""
    found = []
    for i, size in enumerate(SIZES):
        prepared = videos.prepare([picture(*size, i), picture(*size, i + 1)])
        found.append(dict(size=size, index=i, **plain_pixels(prepared, "pixel_values_videos", settings, videos.token)))
    return found


def plain_pixels(prepared: Prepared, name: str, settings: dict, token: str) -> dict:
    values = prepared.inputs[name].numpy().astype(np.float64)
    channel = (np.arange(values.size) // prepared.channel_stride % 3).reshape(values.shape)
    mean, std = (np.array(settings[statistic])[channel] for statistic in ("image_mean", "image_std"))
    plain = np.round((values * std + mean) * 255).clip(0, 255).astype(np.uint8)
    return dict(dims=list(values.shape), channelStride=prepared.channel_stride, tokens=prepared.text.count(token),
                values=base64.b64encode(plain.tobytes()).decode())


def images_token(images: object) -> str:
    return images.token if isinstance(images, QwenImages) else "<image>"
