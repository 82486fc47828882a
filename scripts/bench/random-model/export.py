"""Write scripts/bench/random-model/files: a SmolVLM of 29 M parameters as graphs without their weights.

    python export.py files

Each large weight is left out of its graph and listed in weights.json by its count, mean and standard deviation, in the
order of the external data: scripts/bench/random-model/make.mjs fills those files with seeded random numbers.
"""
from __future__ import annotations

import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from torch import nn
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration

sys.path.append(str(Path(__file__).parents[2] / "demo-model"))
from graphs import export_graphs  # noqa: E402

ROOT = Path(__file__).parents[3]
LEFT_OUT = 256  # initialisers with at least so many elements

IMAGES = dict(image_processor_type="SmolVLMImageProcessor", processor_class="SmolVLMProcessor", do_convert_rgb=True,
              do_image_splitting=True, do_normalize=True, do_pad=True, do_rescale=True, do_resize=True, image_mean=[0.5] * 3,
              image_std=[0.5] * 3, max_image_size=dict(longest_edge=512), resample=1, rescale_factor=1 / 255,
              size=dict(longest_edge=2048))


def make_model() -> nn.Module:
    """Vision and text work stand about 9 to 1 for a frame, as in SmolVLM2-256M; its head, too, is not tied."""
    return SmolVLMForConditionalGeneration(SmolVLMConfig(
        image_token_id=4, scale_factor=4, tie_word_embeddings=False, pad_token_id=0,
        vision_config=dict(hidden_size=384, intermediate_size=1536, num_hidden_layers=2, num_attention_heads=6, image_size=512,
                           patch_size=16),
        text_config=dict(model_type="llama", hidden_size=320, intermediate_size=960, num_hidden_layers=4, num_attention_heads=5,
                         num_key_value_heads=1, head_dim=64, max_position_embeddings=8192, vocab_size=28672, pad_token_id=0,
                         bos_token_id=1, eos_token_id=2)))


@torch.no_grad()
def set_weights(model: nn.Module) -> None:
    """Weights by their fan-in, so that every layer counts; norms and biases as PyTorch makes them."""
    torch.manual_seed(4)
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            scale = 0.5 if "embed" in name and "patch" not in name else parameter[0].numel() ** -0.5
            parameter.copy_(torch.randn_like(parameter) * scale)
        elif "norm" not in name:
            parameter.zero_()


def leave_out_weights(path: Path) -> list[dict]:
    """Rewrites a graph so that it refers to `<name>.onnx_data`, and tells what belongs there."""
    model, weights, offset = onnx.load(str(path)), [], 0
    for initialiser in model.graph.initializer:
        values = numpy_helper.to_array(initialiser)
        if initialiser.data_type != TensorProto.FLOAT or values.size < LEFT_OUT:
            continue
        weights.append(dict(count=values.size, mean=round(float(values.mean()), 3), deviation=round(float(values.std()), 5)))
        for field in ("raw_data", "float_data"):
            initialiser.ClearField(field)
        initialiser.data_location = TensorProto.EXTERNAL
        for key, value in (("location", f"{path.name}_data"), ("offset", offset), ("length", 4 * values.size)):
            initialiser.external_data.add(key=key, value=str(value))
        offset += 4 * values.size
    path.write_bytes(model.SerializeToString())
    return weights


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def main(out: Path) -> None:
    warnings.filterwarnings("ignore")
    model = make_model().eval()
    model.set_attn_implementation("eager")
    set_weights(model)
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    config = json.loads(model.config.to_json_string(use_diff=False))
    config["transformers.js_config"] = dict(use_external_data_format=True)
    write_json(out / "config.json", config)
    write_json(out / "preprocessor_config.json", IMAGES)
    write_json(out / "processor_config.json", dict(image_seq_len=64, processor_class="SmolVLMProcessor"))
    with tempfile.TemporaryDirectory() as temporary:
        export_graphs(model, Path(temporary))
        weights = {path.name: leave_out_weights(path) for path in sorted(Path(temporary).glob("*.onnx"))}
        for name in weights:
            shutil.copy(Path(temporary) / name, out / "onnx" / name)
    write_json(out / "weights.json", weights)
    count = sum(weight["count"] for listed in weights.values() for weight in listed)
    print(f"{count / 1e6:.1f} M parameters left out, {sum(p.stat().st_size for p in out.rglob('*') if p.is_file())} bytes written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
