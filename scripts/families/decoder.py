"""The text layers of Qwen2(.5)-VL and LFM2 as one graph with its caches, in plain operators over the modules' own weights."""
from __future__ import annotations

import torch
from torch import nn


def rotate_half(x: torch.Tensor) -> torch.Tensor:
    half = x.shape[-1] // 2
    return torch.cat((-x[..., half:], x[..., :half]), -1)


class HybridDecoder(nn.Module):
    """inputs_embeds, attention_mask, position_ids (m-rope only), caches -> last hidden states, grown caches.

    m-rope takes its positions [3, b, l]; other layers count them from the mask, which has no padding here.
    """

    def __init__(self, text: nn.Module, multi_axis: bool):
        super().__init__()
        self.text, config = text, text.config
        self.heads, self.kv_heads = config.num_attention_heads, config.num_key_value_heads
        self.width = config.hidden_size // config.num_attention_heads
        self.axes = config.rope_parameters["mrope_section"] if multi_axis else None
        self.final = text.norm if hasattr(text, "norm") else text.embedding_norm
        rotary = text.rotary_emb if hasattr(text, "rotary_emb") else text.pos_emb
        self.register_buffer("frequencies", rotary.inv_freq.clone())

    def cache_names(self) -> list[str]:
        """As transformers.js names them, without `past_key_values.` or `present.`; `conv.i` for a convolution."""
        names = []
        for i, layer in enumerate(self.text.layers):
            names += [f"{i}.key", f"{i}.value"] if hasattr(layer, "self_attn") else [f"conv.{i}"]
        return names

    def angles(self, positions: torch.Tensor) -> torch.Tensor:
        """[b, 1, l, width] from [b, l], or [3, b, l]: each axis turns its own part of the frequencies."""
        angle = positions.unsqueeze(-1).float() * self.frequencies
        if self.axes is not None:
            angle = torch.cat([part[i % 3] for i, part in enumerate(angle.split(self.axes, -1))], -1)
        return torch.cat((angle, angle), -1).unsqueeze(1)

    def attend(self, attention: nn.Module, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor, bias: torch.Tensor,
               past: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        q = attention.q_proj(x).unflatten(-1, (self.heads, self.width))
        k = attention.k_proj(x).unflatten(-1, (self.kv_heads, self.width))
        v = attention.v_proj(x).unflatten(-1, (self.kv_heads, self.width)).transpose(1, 2)
        if hasattr(attention, "q_layernorm"):
            q, k = attention.q_layernorm(q), attention.k_layernorm(k)
        q, k = (z.transpose(1, 2) * cos + rotate_half(z.transpose(1, 2)) * sin for z in (q, k))
        k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
        grouped = q.unflatten(1, (self.kv_heads, self.heads // self.kv_heads))
        weights = torch.softmax(grouped @ k.unsqueeze(2).transpose(-1, -2) * self.width ** -0.5 + bias, -1)
        out = attention.o_proj if hasattr(attention, "o_proj") else attention.out_proj
        return out((weights @ v.unsqueeze(2)).flatten(1, 2).transpose(1, 2).flatten(2)), [k, v]

    @staticmethod
    def convolve(conv: nn.Module, x: torch.Tensor, past: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """`past` holds the last kernel-size inputs, oldest first; zeros before the first token."""
        kernel = conv.conv_kernel_size
        b, c, z = conv.in_proj(x).transpose(-1, -2).chunk(3, -2)
        joined = torch.cat((past, b * z), -1)
        mixed = nn.functional.conv1d(joined[..., 1:], conv.conv.weight, conv.conv.bias, groups=conv.conv.groups)
        return conv.out_proj((c * mixed).transpose(-1, -2)), joined[..., -kernel:]

    def forward(self, x: torch.Tensor, attention_mask: torch.Tensor, *rest: torch.Tensor) -> tuple[torch.Tensor, ...]:
        positions, past = (rest[0], rest[1:]) if self.axes is not None else (None, rest)
        slots = torch.cumsum(torch.ones_like(attention_mask), 1) - 1
        own = slots[:, -x.shape[1]:]  # the queries fill the last slots
        allowed = (slots[:, None, :] <= own[:, :, None]) & (attention_mask[:, None, :] > 0)
        bias = torch.where(allowed, 0.0, -1e9)[:, None, None]
        angle = self.angles(own if positions is None else positions)
        cos, sin = angle.cos(), angle.sin()
        present, at = [], 0
        for layer in self.text.layers:
            before = layer.input_layernorm if hasattr(layer, "input_layernorm") else layer.operator_norm
            after = layer.post_attention_layernorm if hasattr(layer, "post_attention_layernorm") else layer.ffn_norm
            mlp = layer.mlp if hasattr(layer, "mlp") else layer.feed_forward
            if hasattr(layer, "self_attn"):
                mixed, caches = self.attend(layer.self_attn, before(x), cos, sin, bias, past[at:at + 2])
            else:
                mixed, state = self.convolve(layer.conv, before(x), past[at])
                caches = [state]
            present, at = present + caches, at + len(caches)
            x = x + mixed
            x = x + mlp(after(x))
        return (self.final(x), *present)
