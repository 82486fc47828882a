"""The vision encoders of Qwen2(.5)-VL and LFM2-VL for one picture a run, in plain operators over the modules' own weights."""
from __future__ import annotations

import torch
from torch import nn

from decoder import rotate_half


def attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scale: float, bias: torch.Tensor | None) -> torch.Tensor:
    weights = q @ k.transpose(-1, -2) * scale
    return torch.softmax(weights if bias is None else weights + bias, -1) @ v


class QwenVision(nn.Module):
    """pixel_values [patches, c * t * p * p], grid_thw [1, 3] -> image_features [patches / 4, width].

    Qwen2.5's windows are a mask here: attention does not mind the order that its own code brings the patches into.
    """

    def __init__(self, visual: nn.Module, windowed: bool):
        super().__init__()
        self.visual, self.windowed, config = visual, windowed, visual.config
        self.heads, self.merge = config.num_heads, config.spatial_merge_size
        self.window = config.window_size // config.patch_size if windowed else 0
        self.width = visual.patch_embed.embed_dim // config.num_heads
        self.register_buffer("frequencies", visual.rotary_pos_emb.inv_freq.clone())

    def forward(self, pixel_values: torch.Tensor, grid_thw: torch.Tensor) -> torch.Tensor:
        visual, m = self.visual, self.merge
        order = torch.cumsum(torch.ones_like(pixel_values[:, 0], dtype=torch.long), 0) - 1
        block, inner, across = order // (m * m), order % (m * m), grid_thw[0, 2] // m
        row, column = block // across * m + inner // m, block % across * m + inner % m
        x = self.embed(pixel_values, row, column, grid_thw)
        angle = torch.cat((row[:, None] * self.frequencies, column[:, None] * self.frequencies), -1)
        angle = torch.cat((angle, angle), -1)
        cos, sin = angle.cos(), angle.sin()
        bias = None
        if self.windowed:
            place = row // self.window * 4096 + column // self.window
            bias = torch.where(place[:, None] == place[None], 0.0, -1e9)
        for i, layer in enumerate(visual.blocks):
            qkv = layer.attn.qkv(layer.norm1(x)).unflatten(-1, (3, self.heads, self.width)).permute(1, 2, 0, 3)
            q, k = (z * cos + rotate_half(z) * sin for z in (qkv[0], qkv[1]))
            near = bias if self.windowed and i not in visual.fullatt_block_indexes else None
            mixed = attention(q, k, qkv[2], self.width ** -0.5, near)
            x = x + layer.attn.proj(mixed.transpose(0, 1).flatten(1))
            x = x + layer.mlp(layer.norm2(x))
        return self.merged(x)

    def embed(self, x: torch.Tensor, _row: torch.Tensor, _column: torch.Tensor, _grid_thw: torch.Tensor) -> torch.Tensor:
        proj = self.visual.patch_embed.proj.weight
        return x @ proj.reshape(proj.shape[0], -1).T

    def merged(self, x: torch.Tensor) -> torch.Tensor:
        merger = self.visual.merger
        return merger.mlp(merger.ln_q(x).reshape(-1, x.shape[-1] * self.merge ** 2))


class Lfm2Vision(nn.Module):
    """pixel_values [1, n, p * p * c], pixel_attention_mask [1, n], spatial_shapes [1, 2] -> image_features [tokens, width]."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.tower, self.projector = model.model.vision_tower, model.model.multi_modal_projector
        config = self.tower.config
        self.heads, self.width = config.num_attention_heads, config.hidden_size // config.num_attention_heads
        self.side = int(config.num_patches ** 0.5)
        self.register_buffer("grid", self.tower.embeddings.position_embedding.weight.detach().clone().reshape(self.side, self.side, -1))

    def resample(self, to: torch.Tensor) -> torch.Tensor:
        """Weights [to, side] of the antialiased linear resize that F.interpolate does."""
        scale = self.side / to.float()
        reach = torch.clamp(scale, min=1.0)
        here = torch.cumsum(torch.ones_like(self.grid[:1, :1, 0]).expand(to, 1), 0) - 0.5
        there = torch.arange(self.side).float()[None] + 0.5
        weights = torch.clamp(1 - (there - here * scale).abs() / reach, min=0.0)
        return weights / weights.sum(1, keepdim=True)

    def forward(self, pixel_values: torch.Tensor, pixel_attention_mask: torch.Tensor, spatial_shapes: torch.Tensor) -> torch.Tensor:
        height, width = spatial_shapes[0, 0], spatial_shapes[0, 1]
        places = torch.einsum("hi,ijd,wj->hwd", self.resample(height), self.grid, self.resample(width)).flatten(0, 1)
        count = height * width
        x = self.tower.embeddings.patch_embedding(pixel_values[0])
        x = x[:count] + places  # padding is only looked away from: left out, it changes nothing
        seen = (pixel_attention_mask[0, :count] > 0).float()
        bias = ((seen - 1) * 1e9)[None]
        for layer in self.tower.encoder.layers:
            h, a = layer.layer_norm1(x), layer.self_attn
            q, k, v = (f(h).unflatten(-1, (self.heads, self.width)).transpose(0, 1) for f in (a.q_proj, a.k_proj, a.v_proj))
            x = x + a.out_proj(attention(q, k, v, self.width ** -0.5, bias).transpose(0, 1).flatten(1))
            x = x + layer.mlp(layer.layer_norm2(x))
        x = self.tower.post_layernorm(x)
        f, c = self.projector.factor, x.shape[-1]
        x = x.reshape(height // f, f, width // f, f, c).permute(0, 2, 1, 3, 4).reshape(-1, f * f * c)
        if self.projector.use_layer_norm:
            x = self.projector.layer_norm(x)
        return self.projector.linear_2(self.projector.act(self.projector.linear_1(x)))
