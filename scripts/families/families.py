"""The tiny models: each a real architecture of transformers with small sizes, its image processor's settings and its graphs."""
from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from transformers import (Idefics3Config, Idefics3ForConditionalGeneration, Lfm2VlConfig, Lfm2VlForConditionalGeneration,
                          Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2VLConfig, Qwen2VLForConditionalGeneration,
                          Qwen3_5Config, Qwen3_5ForConditionalGeneration)

sys.path.append(str(Path(__file__).parent.parent / "demo-model"))
from decoder import HybridDecoder  # noqa: E402
from graphs import export_graphs, write_graph  # noqa: E402
from qwen3_5 import Qwen3_5Decoder, Qwen3_5Vision, forget_loop_shapes  # noqa: E402
from vision import Lfm2Vision, QwenVision  # noqa: E402

HIDDEN = 32
CLIP = dict(image_mean=[0.48145466, 0.4578275, 0.40821073], image_std=[0.26862954, 0.26130258, 0.27577711])
HALF = dict(image_mean=[0.5] * 3, image_std=[0.5] * 3)
TEXT = dict(hidden_size=HIDDEN, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
            max_position_embeddings=2048)


@dataclass(frozen=True)
class Tiny:
    name: str
    wording: str
    image_token: str
    make: Callable[[int, Callable[[str], int]], nn.Module]
    preprocessor: dict
    export: Callable[[nn.Module, Path], None]
    takes_pairs: bool = False
    videos: dict | None = None
    """Settings of the video processor where they are not those for images."""


class WithHead(nn.Module):
    """Logits of every token, as exports without `num_logits_to_keep` give them."""

    def __init__(self, graph: HybridDecoder, head: nn.Module):
        super().__init__()
        self.graph, self.head = graph, head

    def forward(self, *given: torch.Tensor) -> tuple[torch.Tensor, ...]:
        hidden, *present = self.graph(*given)
        return (self.head(hidden), *present)


def write_decoder(model: nn.Module, folder: Path, multi_axis: bool, chooses_logits: bool) -> None:
    text = model.model.language_model
    graph = HybridDecoder(text, multi_axis).eval()
    held, new, names = 5, 7, graph.cache_names()
    sequence = {0: "batch_size", 1: "sequence_length"}
    axes = {"inputs_embeds": sequence, "attention_mask": {0: "batch_size", 1: "total_sequence_length"}, "hidden": sequence}
    inputs = [torch.randn(2, new, HIDDEN), torch.ones(2, held + new, dtype=torch.long)]
    feeds = ["inputs_embeds", "attention_mask"]
    if multi_axis:
        feeds.append("position_ids")
        axes["position_ids"] = {1: "batch_size", 2: "sequence_length"}
        inputs.append(torch.arange(held, held + new).expand(3, 2, new).contiguous())
    pasts, presents = [], []
    for name in names:
        convolution = name.startswith("conv")
        pasts.append(f"past_{name}" if convolution else f"past_key_values.{name}")
        presents.append(f"present_{name}" if convolution else f"present.{name}")
        shape = (2, HIDDEN, text.config.conv_L_cache) if convolution else (2, graph.kv_heads, held, graph.width)
        inputs.append(torch.randn(shape))
        axes[pasts[-1]] = {0: "batch_size"} if convolution else {0: "batch_size", 2: "past_sequence_length"}
        axes[presents[-1]] = {0: "batch_size"} if convolution else {0: "batch_size", 2: "total_sequence_length"}
    head = model.lm_head.weight.detach().numpy()
    if chooses_logits:
        write_graph(graph, tuple(inputs), folder / "decoder_model_merged.onnx", feeds + pasts, ["hidden"] + presents, axes, head)
        return

    axes["logits"] = sequence
    write_graph(WithHead(graph, model.lm_head), tuple(inputs), folder / "decoder_model_merged.onnx", feeds + pasts, ["logits"] + presents, axes)


def write_embeddings(model: nn.Module, folder: Path) -> None:
    sequence = {0: "batch_size", 1: "sequence_length"}
    write_graph(model.get_input_embeddings(), (torch.zeros(2, 7, dtype=torch.long),), folder / "embed_tokens.onnx",
                ["input_ids"], ["inputs_embeds"], {"input_ids": sequence, "inputs_embeds": sequence})


def make_idefics3(vocabulary: int, token: Callable[[str], int]) -> nn.Module:
    return Idefics3ForConditionalGeneration(Idefics3Config(
        image_token_id=token("<image>"), scale_factor=2, tie_word_embeddings=False, pad_token_id=0,
        vision_config=dict(hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, image_size=32,
                           patch_size=8),
        text_config=dict(TEXT, model_type="llama", head_dim=16, vocab_size=vocabulary, pad_token_id=0, bos_token_id=1,
                         eos_token_id=2)))


QWEN_ROPE = dict(rope_type="default", mrope_section=[2, 3, 3], rope_theta=10000.0)


def qwen_ids(token: Callable[[str], int]) -> dict:
    return dict(image_token_id=token("<|image_pad|>"), video_token_id=token("<|video_pad|>"), tie_word_embeddings=True,
                vision_start_token_id=token("<|vision_start|>"), vision_end_token_id=token("<|vision_end|>"))


def qwen_text(vocabulary: int) -> dict:
    return dict(TEXT, vocab_size=vocabulary, rope_parameters=QWEN_ROPE, tie_word_embeddings=True, bos_token_id=None,
                eos_token_id=None)


def make_qwen2(vocabulary: int, token: Callable[[str], int]) -> nn.Module:
    return Qwen2VLForConditionalGeneration(Qwen2VLConfig(
        **qwen_ids(token), text_config=qwen_text(vocabulary),
        vision_config=dict(depth=2, embed_dim=24, hidden_size=HIDDEN, mlp_ratio=2, num_heads=3, patch_size=4)))


def make_qwen2_5(vocabulary: int, token: Callable[[str], int]) -> nn.Module:
    return Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(
        **qwen_ids(token), text_config=qwen_text(vocabulary),
        vision_config=dict(depth=3, hidden_size=24, out_hidden_size=HIDDEN, intermediate_size=40, num_heads=3, patch_size=4,
                           window_size=16, fullatt_block_indexes=[1])))


def export_qwen(windowed: bool, grid: str) -> Callable[[nn.Module, Path], None]:
    def export(model: nn.Module, folder: Path) -> None:
        grid_thw = torch.tensor([[1, 4, 6]])
        write_graph(QwenVision(model.model.visual, windowed), (torch.randn(24, 3 * 2 * 4 * 4), grid_thw),
                    folder / "vision_encoder.onnx", ["pixel_values", grid], ["image_features"],
                    {"pixel_values": {0: "num_patches"}, "image_features": {0: "num_features"}})
        write_embeddings(model, folder)
        write_decoder(model, folder, True, chooses_logits=not windowed)
    return export


def make_qwen3_5(vocabulary: int, token: Callable[[str], int]) -> nn.Module:
    rope = dict(rope_type="default", mrope_section=[2, 1, 1], mrope_interleaved=True, rope_theta=10000.0, partial_rotary_factor=0.5)
    return Qwen3_5ForConditionalGeneration(Qwen3_5Config(
        **qwen_ids(token), text_config=dict(
            TEXT, num_hidden_layers=3, vocab_size=vocabulary, head_dim=16, rope_parameters=rope, tie_word_embeddings=True,
            layer_types=["linear_attention", "full_attention", "linear_attention"], linear_num_key_heads=1, linear_num_value_heads=2,
            linear_key_head_dim=8, linear_value_head_dim=8, bos_token_id=None, eos_token_id=None),
        vision_config=dict(depth=2, hidden_size=24, out_hidden_size=HIDDEN, intermediate_size=40, num_heads=3, patch_size=4,
                           num_position_embeddings=25)))


def export_qwen3_5(model: nn.Module, folder: Path) -> None:
    write_graph(Qwen3_5Vision(model.model.visual, False), (torch.randn(24, 3 * 2 * 4 * 4), torch.tensor([[1, 4, 6]])),
                folder / "vision_encoder.onnx", ["pixel_values", "image_grid_thw"], ["image_features"],
                {"pixel_values": {0: "num_patches"}, "image_features": {0: "num_features"}})
    write_embeddings(model, folder)
    graph = Qwen3_5Decoder(model.model.language_model).eval()
    held, new, sequence = 5, 7, {0: "batch_size", 1: "sequence_length"}
    axes = {"inputs_embeds": sequence, "attention_mask": {0: "batch_size", 1: "total_sequence_length"}, "hidden": sequence,
            "position_ids": {1: "batch_size", 2: "sequence_length"}}
    inputs = [torch.randn(2, new, HIDDEN), torch.ones(2, held + new, dtype=torch.long),
              torch.arange(held, held + new).expand(3, 2, new).contiguous()]
    pasts, presents = [], []
    for name, shape in graph.caches().items():
        grows = name.startswith("key_values")
        pasts.append(f"past_{name}")
        presents.append(f"present{name.removeprefix('key_values')}" if grows else f"present_{name}")
        inputs.append(torch.randn(2, *(held if grows and size == 0 else size for size in shape)))
        axes[pasts[-1]] = {0: "batch_size", 2: "past_sequence_length"} if grows else {0: "batch_size"}
        axes[presents[-1]] = {0: "batch_size", 2: "total_sequence_length"} if grows else {0: "batch_size"}
    write_graph(graph, tuple(inputs), folder / "decoder_model_merged.onnx", ["inputs_embeds", "attention_mask", "position_ids"] + pasts,
                ["hidden"] + presents, axes, model.lm_head.weight.detach().numpy())
    forget_loop_shapes(folder / "decoder_model_merged.onnx")


def make_lfm2(vocabulary: int, token: Callable[[str], int]) -> nn.Module:
    return Lfm2VlForConditionalGeneration(Lfm2VlConfig(
        image_token_id=token("<image>"), downsample_factor=2, projector_hidden_size=40, tie_word_embeddings=True,
        vision_config=dict(model_type="siglip2_vision_model", hidden_size=24, intermediate_size=48, num_hidden_layers=2,
                           num_attention_heads=2, patch_size=4, num_patches=64, vision_use_head=False),
        text_config=dict(TEXT, model_type="lfm2", num_hidden_layers=3, vocab_size=vocabulary, conv_L_cache=3, conv_bias=False,
                         block_auto_adjust_ff_dim=False, layer_types=["conv", "full_attention", "conv"], norm_eps=1e-5,
                         tie_word_embeddings=True, pad_token_id=0, bos_token_id=1, eos_token_id=2)))


def export_lfm2(model: nn.Module, folder: Path) -> None:
    write_graph(Lfm2Vision(model), (torch.randn(1, 64, 48), torch.ones(1, 64, dtype=torch.long), torch.tensor([[4, 6]])),
                folder / "vision_encoder.onnx", ["pixel_values", "pixel_attention_mask", "spatial_shapes"], ["image_features"],
                {"pixel_values": {1: "num_patches"}, "pixel_attention_mask": {1: "num_patches"}, "image_features": {0: "num_features"}})
    write_embeddings(model, folder)
    write_decoder(model, folder, False, chooses_logits=True)


QWEN_SIZES = dict(min_pixels=256, max_pixels=768, patch_size=4,
                  temporal_patch_size=2, merge_size=2, resample=3, **CLIP)
QWEN_IMAGES = dict(image_processor_type="Qwen2VLImageProcessor", **QWEN_SIZES)

FAMILIES = [
    Tiny("idefics3", "idefics3", "<image>", make_idefics3,
         dict(image_processor_type="Idefics3ImageProcessor", do_image_splitting=True, resample=1, size=dict(longest_edge=96),
              max_image_size=dict(longest_edge=32), **HALF), export_graphs),
    Tiny("qwen2_vl", "qwen", "<|image_pad|>", make_qwen2, QWEN_IMAGES, export_qwen(False, "grid_thw"), True),
    Tiny("qwen2_5_vl", "qwen", "<|image_pad|>", make_qwen2_5, QWEN_IMAGES, export_qwen(True, "image_grid_thw"), True,
         dict(QWEN_SIZES, video_processor_type="Qwen2VLVideoProcessor", max_pixels=512)),
    Tiny("qwen3_5", "qwen", "<|image_pad|>", make_qwen3_5, dict(QWEN_IMAGES, **HALF), export_qwen3_5),
    Tiny("lfm2_vl", "lfm2", "<image>", make_lfm2,
         dict(image_processor_type="Lfm2VlImageProcessorFast", downsample_factor=2, encoder_patch_size=4, tile_size=32, min_tiles=2,
              max_tiles=4, use_thumbnail=True, min_image_tokens=4, max_image_tokens=16, max_pixels_tolerance=2.0,
              do_image_splitting=True, resample=2, **HALF), export_lfm2),
]
