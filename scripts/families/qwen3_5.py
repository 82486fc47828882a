"""Qwen3.5's vision encoder and text layers (gated delta nets and gated attention), in plain operators over its modules' own weights."""
from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import nn

from decoder import rotate_half
from vision import QwenVision


class Qwen3_5Vision(QwenVision):
    """As QwenVision, with learned positions that are stretched over the picture."""

    def embed(self, x: torch.Tensor, row: torch.Tensor, column: torch.Tensor, grid_thw: torch.Tensor) -> torch.Tensor:
        table = self.visual.pos_embed.weight
        side = int(table.shape[0] ** 0.5)
        taps = []
        for place, length in ((row, grid_thw[0, 1]), (column, grid_thw[0, 2])):
            at = place.float() * (side - 1) / torch.clamp(length - 1, min=1).float()
            low = torch.floor(at)
            taps.append(((low.long(), 1 - (at - low)), (torch.clamp(low.long() + 1, max=side - 1), at - low)))
        x = super().embed(x, row, column, grid_thw) + self.visual.patch_embed.proj.bias
        for above, a in taps[0]:
            for left, b in taps[1]:
                x = x + table[above * side + left] * (a * b)[:, None]
        return x

    def merged(self, x: torch.Tensor) -> torch.Tensor:
        merger = self.visual.merger
        x = merger.norm(x).reshape(-1, x.shape[-1] * self.merge ** 2)
        return merger.linear_fc2(merger.act_fn(merger.linear_fc1(x)))


@torch.jit.script
def delta_rule(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, decay: torch.Tensor, beta: torch.Tensor,
               state: torch.Tensor, length: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """[l, b, h, d] one token after another; `state` is [b, h, k, v]. A length as a number would become a constant."""
    out = v[:0]
    for i in range(int(length)):
        state = state * decay[i].unsqueeze(-1).unsqueeze(-1)
        delta = (v[i] - (state * k[i].unsqueeze(-1)).sum(-2)) * beta[i].unsqueeze(-1)
        state = state + k[i].unsqueeze(-1) * delta.unsqueeze(-2)
        out = torch.cat((out, (state * q[i].unsqueeze(-1)).sum(-2).unsqueeze(0)))
    return out, state


def forget_loop_shapes(path: Path) -> None:
    """The exporter states the shapes of a loop's first turn, though `out` grows."""
    model = onnx.load(str(path))
    for node in model.graph.node:
        for body in (a.g for a in node.attribute if a.HasField("g")):
            del body.value_info[:]
            for value in (*body.input[2:], *body.output[1:]):
                value.type.tensor_type.ClearField("shape")
    onnx.save(model, str(path))


def unit(x: torch.Tensor) -> torch.Tensor:
    return x * torch.rsqrt((x * x).sum(-1, keepdim=True) + 1e-6)


class Qwen3_5Decoder(nn.Module):
    """inputs_embeds, attention_mask, position_ids [3, b, l], caches -> last hidden states, grown caches."""

    def __init__(self, text: nn.Module):
        super().__init__()
        self.text, config = text, text.config
        self.heads, self.kv_heads, self.width = config.num_attention_heads, config.num_key_value_heads, config.head_dim
        self.register_buffer("frequencies", text.rotary_emb.inv_freq.clone())
        axis = torch.zeros(len(self.frequencies), dtype=torch.long)
        for i in (1, 2):
            axis[i:config.rope_parameters["mrope_section"][i] * 3:3] = i
        self.register_buffer("axis", axis)

    def caches(self) -> dict[str, tuple[int, ...]]:
        """As transformers.js names them behind `past_` and `present_`, with their shapes before the first token."""
        config, found = self.text.config, {}
        for i, layer in enumerate(self.text.layers):
            if hasattr(layer, "self_attn"):
                found |= {f"key_values.{i}.{part}": (self.kv_heads, 0, self.width) for part in ("key", "value")}
            else:
                net = layer.linear_attn
                found[f"conv.{i}"] = (net.conv_dim, net.conv_kernel_size)
                found[f"recurrent.{i}"] = (config.linear_num_value_heads, net.head_k_dim, net.head_v_dim)
        return found

    def attend(self, attention: nn.Module, x: torch.Tensor, angle: torch.Tensor, bias: torch.Tensor,
               past: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        q, gate = attention.q_proj(x).unflatten(-1, (self.heads, 2 * self.width)).chunk(2, -1)
        k, v = (f(x).unflatten(-1, (self.kv_heads, self.width)) for f in (attention.k_proj, attention.v_proj))
        turned, cos, sin = angle.shape[-1], angle.cos(), angle.sin()
        q, k = (torch.cat((z[..., :turned] * cos + rotate_half(z[..., :turned]) * sin, z[..., turned:]), -1)
                for z in (attention.q_norm(q).transpose(1, 2), attention.k_norm(k).transpose(1, 2)))
        k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v.transpose(1, 2)), 2)
        grouped = q.unflatten(1, (self.kv_heads, self.heads // self.kv_heads))
        weights = torch.softmax(grouped @ k.unsqueeze(2).transpose(-1, -2) * self.width ** -0.5 + bias, -1)
        mixed = (weights @ v.unsqueeze(2)).flatten(1, 2).transpose(1, 2).flatten(2)
        return attention.o_proj(mixed * torch.sigmoid(gate.flatten(2))), [k, v]

    @staticmethod
    def recur(net: nn.Module, x: torch.Tensor, past: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """`past`: the last kernel-size inputs of the convolution, oldest first, and the state; zeros before the first token."""
        joined = torch.cat((past[0], net.in_proj_qkv(x).transpose(-1, -2)), -1)
        mixed = nn.functional.conv1d(joined[..., 1:], net.conv1d.weight, groups=net.conv_dim)
        q, k, v = nn.functional.silu(mixed).transpose(-1, -2).split([net.key_dim, net.key_dim, net.value_dim], -1)
        q, k = (unit(z.unflatten(-1, (net.num_k_heads, net.head_k_dim))) for z in (q, k))
        times = net.num_v_heads // net.num_k_heads
        q, k = (z.unsqueeze(3).expand(-1, -1, -1, times, -1).flatten(2, 3) for z in (q / net.head_k_dim ** 0.5, k))
        v = v.unflatten(-1, (net.num_v_heads, net.head_v_dim))
        decay = torch.exp(-net.A_log.exp() * nn.functional.softplus(net.in_proj_a(x) + net.dt_bias))
        inputs = (z.transpose(0, 1) for z in (q, k, v, decay, torch.sigmoid(net.in_proj_b(x))))
        out, state = delta_rule(*inputs, past[1], torch.ones_like(x[0, :, 0]).sum().long())
        z = net.in_proj_z(x).unflatten(-1, (net.num_v_heads, net.head_v_dim))
        return net.out_proj(net.norm(out.transpose(0, 1), z).flatten(2)), [joined[..., -net.conv_kernel_size:], state]

    def forward(self, x: torch.Tensor, attention_mask: torch.Tensor, positions: torch.Tensor, *past: torch.Tensor) -> tuple[torch.Tensor, ...]:
        slots = torch.cumsum(torch.ones_like(attention_mask), 1) - 1
        own = slots[:, -x.shape[1]:]  # the queries fill the last slots
        allowed = (slots[:, None, :] <= own[:, :, None]) & (attention_mask[:, None, :] > 0)
        bias = torch.where(allowed, 0.0, -1e9)[:, None, None]
        angle = positions[self.axis].permute(1, 2, 0).float() * self.frequencies
        angle = torch.cat((angle, angle), -1).unsqueeze(1)
        present, at = [], 0
        for layer in self.text.layers:
            before = layer.input_layernorm(x)
            if hasattr(layer, "self_attn"):
                mixed, caches = self.attend(layer.self_attn, before, angle, bias, past[at:at + 2])
            else:
                mixed, caches = self.recur(layer.linear_attn, before, past[at:at + 2])
            present, at = present + caches, at + len(caches)
            x = x + mixed
            x = x + layer.mlp(layer.post_attention_layernorm(x))
        return (self.text.norm(x), *present)
