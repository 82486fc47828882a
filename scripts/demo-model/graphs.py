"""The model as three ONNX graphs in the layout transformers.js reads, with weights stored as float16.

The modules restate SmolVLM's forward pass with plain operators, so that the graphs hold no data-dependent shapes: the
vision encoder with its positions baked for a full tile, the token embeddings, and the decoder with its KV cache.
"""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

OPSET = 17
STORED_AS_HALF = 256  # initialisers with at least so many elements


class VisionEncoder(nn.Module):
    """pixel_values [b, n, 3, s, s], pixel_attention_mask [b, n, s, s] -> image_features [b * n, tokens, width]."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.vision, self.connector = model.model.vision_model, model.model.connector
        config = model.config.vision_config
        self.patch, self.hidden, self.heads = config.patch_size, config.hidden_size, config.num_attention_heads
        self.side = config.image_size // config.patch_size
        self.register_buffer("where", self.positions(config.image_size))

    def positions(self, size: int) -> torch.Tensor:
        """The position ids the reference module gives a tile without padding."""
        caught: list[torch.Tensor] = []
        embeddings = self.vision.embeddings
        hook = embeddings.position_embedding.register_forward_hook(lambda _module, inputs, _output: caught.append(inputs[0].clone()))
        embeddings(torch.zeros(1, 3, size, size), torch.ones(1, self.side, self.side, dtype=torch.bool))
        hook.remove()
        return caught[0]

    def forward(self, pixel_values: torch.Tensor, pixel_attention_mask: torch.Tensor) -> torch.Tensor:
        seen = F.max_pool2d(pixel_attention_mask.flatten(0, 1).unsqueeze(1).float(), self.patch, self.patch).flatten(1)
        bias = ((seen - 1) * 1e9)[:, None, None, :]
        embeddings = self.vision.embeddings
        x = embeddings.patch_embedding(pixel_values.flatten(0, 1)).flatten(2).transpose(1, 2)
        x = x + embeddings.position_embedding(self.where)
        tokens, width = self.side ** 2, self.hidden // self.heads
        for layer in self.vision.encoder.layers:
            attention, h = layer.self_attn, layer.layer_norm1(x)
            q, k, v = (f(h).reshape(-1, tokens, self.heads, width).transpose(1, 2)
                       for f in (attention.q_proj, attention.k_proj, attention.v_proj))
            weights = torch.softmax(q @ k.transpose(-1, -2) * attention.scale + bias, -1)
            x = x + attention.out_proj((weights @ v).transpose(1, 2).reshape(-1, tokens, self.hidden))
            x = x + layer.mlp(layer.layer_norm2(x))
        return self.connect(self.vision.post_layernorm(x))

    def connect(self, x: torch.Tensor) -> torch.Tensor:
        """Pixel shuffle by the connector's scale factor, then its projection."""
        factor, side, width = self.connector.scale_factor, self.side, self.hidden
        x = x.reshape(-1, side, side // factor, width * factor).permute(0, 2, 1, 3)
        x = x.reshape(-1, side // factor, side // factor, width * factor * factor).permute(0, 2, 1, 3)
        return self.connector.modality_projection(x.reshape(-1, (side // factor) ** 2, width * factor * factor))


class TokenEmbeddings(nn.Module):
    def __init__(self, model: nn.Module):
        super().__init__()
        self.table = model.model.text_model.embed_tokens

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.table(input_ids)


class Decoder(nn.Module):
    """The text layers without the output head: last hidden states and the grown KV cache."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.text = model.model.text_model
        config = model.config.text_config
        self.heads, self.kv_heads, self.width = config.num_attention_heads, config.num_key_value_heads, config.head_dim
        self.register_buffer("frequencies", self.text.rotary_emb.inv_freq.clone())

    @staticmethod
    def norm(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
        return layer.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + layer.variance_epsilon))

    def forward(self, inputs_embeds: torch.Tensor, attention_mask: torch.Tensor, position_ids: torch.Tensor,
                *past: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x = inputs_embeds
        angle = position_ids[:, None, :, None].float() * self.frequencies
        angle = torch.cat((angle, angle), -1)
        cos, sin, half = angle.cos(), angle.sin(), self.width // 2

        def rotate(z: torch.Tensor) -> torch.Tensor:
            return z * cos + torch.cat((-z[..., half:], z[..., :half]), -1) * sin

        slots = torch.cumsum(torch.ones_like(attention_mask), 1) - 1
        own = slots[:, -x.shape[1]:]  # the queries fill the last slots
        allowed = (slots[:, None, :] <= own[:, :, None]) & (attention_mask[:, None, :] > 0)
        bias = torch.where(allowed, 0.0, -1e9)[:, None, None]
        present = []
        for i, layer in enumerate(self.text.layers):
            attention, h = layer.self_attn, self.norm(layer.input_layernorm, x)
            q = rotate(attention.q_proj(h).unflatten(-1, (self.heads, self.width)).transpose(1, 2))
            k = rotate(attention.k_proj(h).unflatten(-1, (self.kv_heads, self.width)).transpose(1, 2))
            v = attention.v_proj(h).unflatten(-1, (self.kv_heads, self.width)).transpose(1, 2)
            k, v = torch.cat((past[2 * i], k), 2), torch.cat((past[2 * i + 1], v), 2)
            present += [k, v]
            grouped = q.unflatten(1, (self.kv_heads, self.heads // self.kv_heads))
            weights = torch.softmax(grouped @ k.unsqueeze(2).transpose(-1, -2) * self.width ** -0.5 + bias, -1)
            x = x + attention.o_proj((weights @ v.unsqueeze(2)).flatten(1, 2).transpose(1, 2).flatten(2))
            h = self.norm(layer.post_attention_layernorm, x)
            x = x + layer.mlp.down_proj(F.silu(layer.mlp.gate_proj(h)) * layer.mlp.up_proj(h))
        return (self.norm(self.text.norm, x), *present)


def add_output_head(graph: onnx.GraphProto, weight: np.ndarray) -> None:
    """Logits of the last `num_logits_to_keep` positions (0: of all), as transformers.js's exports have them."""
    graph.initializer.extend([
        numpy_helper.from_array(np.ascontiguousarray(weight.T), "lm_head.weight_T"),
        numpy_helper.from_array(np.array([2 ** 62], np.int64), "head_end"),
        numpy_helper.from_array(np.array([1], np.int64), "head_one")])
    graph.node.extend([
        helper.make_node("Neg", ["num_logits_to_keep"], ["head_negative"]),
        helper.make_node("Reshape", ["head_negative", "head_one"], ["head_start"]),
        helper.make_node("Slice", ["hidden", "head_start", "head_end", "head_one"], ["hidden_kept"]),
        helper.make_node("MatMul", ["hidden_kept", "lm_head.weight_T"], ["logits"], name="/lm_head/MatMul")])
    graph.input.append(helper.make_tensor_value_info("num_logits_to_keep", TensorProto.INT64, []))
    outputs = [output for output in graph.output if output.name != "hidden"]
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", "num_logits", len(weight)]))
    graph.output.extend(outputs)


def store_as_half(graph: onnx.GraphProto) -> None:
    """Large weights as float16 with a cast behind them: half the download, still computed in float32."""
    casts = []
    for initialiser in graph.initializer:
        if initialiser.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(initialiser)
        if values.size < STORED_AS_HALF or not np.array_equal(values.astype(np.float16).astype(np.float32), values):
            continue
        name = initialiser.name
        initialiser.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
        casts.append(helper.make_node("Cast", [name + "_half"], [name], name=f"/cast/{name}", to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)


def write_graph(module: nn.Module, inputs: tuple, path: Path, names: list[str], outputs: list[str],
                axes: dict[str, dict[int, str]], head: np.ndarray | None = None) -> None:
    torch.onnx.export(module, inputs, str(path), dynamo=False, opset_version=OPSET, input_names=names, output_names=outputs,
                      dynamic_axes=axes)
    model = onnx.load(str(path))
    if head is not None:
        add_output_head(model.graph, head)
    store_as_half(model.graph)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


@torch.no_grad()
def export_graphs(model: nn.Module, folder: Path) -> None:
    """`folder` receives vision_encoder.onnx, embed_tokens.onnx and decoder_model_merged.onnx."""
    text, size = model.config.text_config, model.config.vision_config.image_size
    images = {0: "batch_size", 1: "num_images"}
    write_graph(VisionEncoder(model), (torch.randn(2, 3, 3, size, size), torch.ones(2, 3, size, size, dtype=torch.bool)),
                folder / "vision_encoder.onnx", ["pixel_values", "pixel_attention_mask"], ["image_features"],
                {"pixel_values": images, "pixel_attention_mask": images, "image_features": {0: "num_features"}})
    sequence = {0: "batch_size", 1: "sequence_length"}
    write_graph(TokenEmbeddings(model), (torch.zeros(2, 7, dtype=torch.long),), folder / "embed_tokens.onnx",
                ["input_ids"], ["inputs_embeds"], {"input_ids": sequence, "inputs_embeds": sequence})
    held, new = 5, 7
    cache = [f"{i}.{kind}" for i in range(text.num_hidden_layers) for kind in ("key", "value")]
    past = [torch.randn(2, text.num_key_value_heads, held, text.head_dim) for _ in cache]
    axes = {"inputs_embeds": sequence, "attention_mask": {0: "batch_size", 1: "total_sequence_length"},
            "position_ids": sequence, "hidden": sequence}
    axes |= {f"past_key_values.{name}": {0: "batch_size", 2: "past_sequence_length"} for name in cache}
    axes |= {f"present.{name}": {0: "batch_size", 2: "total_sequence_length"} for name in cache}
    write_graph(Decoder(model), (torch.randn(2, new, text.hidden_size), torch.ones(2, held + new, dtype=torch.long),
                                 torch.arange(held, held + new).expand(2, new).contiguous(), *past),
                folder / "decoder_model_merged.onnx",
                ["inputs_embeds", "attention_mask", "position_ids"] + [f"past_key_values.{name}" for name in cache],
                ["hidden"] + [f"present.{name}" for name in cache], axes, model.lm_head.weight.numpy())
