"""A 2 M parameter SmolVLM: one token an image, six text layers of width 128."""
from __future__ import annotations

import torch
from torch import nn
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration

from render import TILE

WIDTH = 128
LAYERS = 6
PATCH = 8


def make_model(vocabulary: int, image_token: int) -> SmolVLMForConditionalGeneration:
    text = dict(model_type="llama", vocab_size=vocabulary, hidden_size=WIDTH, intermediate_size=320,
                num_hidden_layers=LAYERS, num_attention_heads=4, num_key_value_heads=2, head_dim=32,
                max_position_embeddings=2048, rope_theta=10000.0, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2,
                pad_token_id=0, tie_word_embeddings=False)
    vision = dict(hidden_size=96, intermediate_size=192, num_hidden_layers=2, num_attention_heads=4, image_size=TILE,
                  patch_size=PATCH, hidden_act="gelu_pytorch_tanh")
    config = SmolVLMConfig(text_config=text, vision_config=vision, scale_factor=TILE // PATCH, image_token_id=image_token,
                           bos_token_id=1, eos_token_id=2, pad_token_id=0, tie_word_embeddings=False)
    return SmolVLMForConditionalGeneration(config)


def image_features(model: SmolVLMForConditionalGeneration, pixels: torch.Tensor) -> torch.Tensor:
    """One feature vector an image: [n, 128]."""
    side = TILE // PATCH
    mask = torch.ones(len(pixels), side, side, dtype=torch.bool)
    states = model.model.vision_model(pixel_values=pixels, patch_attention_mask=mask).last_hidden_state
    return model.model.connector(states)[:, 0]


def optimisers(matrices: list[nn.Parameter], others: list[nn.Parameter], rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the weight matrices, AdamW for the rest."""
    return [torch.optim.Muon(matrices, lr=rate, weight_decay=0.01, momentum=0.95, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)]


def set_rate(optimisers_: list[torch.optim.Optimizer], rate: float) -> None:
    for optimiser in optimisers_:
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad()
