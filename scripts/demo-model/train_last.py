"""Stage 3: learn the last text layer anew, everything below it frozen.

    python train_last.py CHECKPOINT OUT TOKENIZER_JSON CACHE SECONDS

Needed where the last layer is stuck: the auxiliary heads find the right option, but the letter that comes out is another.
The layers below already mark the right option and carry its letter, so one layer only has to look it up.
"""
from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

from batches import Encoder, FeatureCache, make_batch, tensors
from model import make_model, optimisers, set_rate
from train_text import VIDEOS, draw_mode, label, save
from world import LETTERS

RATE, SEED = 3e-3, 3


def main(checkpoint: Path, out: Path, tokenizer_json: Path, cache_file: Path, budget: float) -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    random.seed(SEED)
    rng = random.Random(SEED)
    tokenizer = Tokenizer.from_file(str(tokenizer_json))
    encode, image_token = Encoder(tokenizer), tokenizer.token_to_id("<image>")
    answers = torch.tensor([encode(" " + c)[0] for c in LETTERS])
    cache = FeatureCache(**torch.load(cache_file))
    model, state = make_model(tokenizer.get_vocab_size(), image_token), torch.load(checkpoint)
    fresh = {name: value.clone() for name, value in model.model.text_model.layers[-1].state_dict().items()}
    model.load_state_dict(state["model"])
    model.requires_grad_(False)
    text = model.model.text_model
    text.layers[-1].load_state_dict(fresh)
    learning = nn.ModuleList([text.layers[-1], text.norm, model.lm_head]).requires_grad_(True)
    matrices = [p for p in text.layers[-1].parameters() if p.dim() == 2]
    known = {id(p) for p in matrices}
    steppers = optimisers(matrices, [p for p in learning.parameters() if id(p) not in known], RATE)
    start, step, averages = time.time(), 0, {}
    while (progress := (time.time() - start) / budget) < 1:
        set_rate(steppers, RATE * min(1, (step + 1) / 30) * min(1, max(0.02, 1.6 * (1 - progress))))
        mode, frames = draw_mode(rng, 1.0)
        per_video = 3 if mode.image_in_prefix else 6
        videos = round(VIDEOS[frames] * (1.6 if mode.image_in_prefix else 1))
        batch = make_batch(encode, cache, rng, mode, frames, videos, per_video)
        embedded, mask, positions = tensors(batch, text.embed_tokens, image_token)
        hidden = text(inputs_embeds=embedded, attention_mask=mask, position_ids=positions, use_cache=False).last_hidden_state
        last = torch.tensor([p.last_at for p in batch.packed])
        logits = model.lm_head(hidden[torch.arange(videos)[:, None], last])
        wanted = torch.tensor([[q.answer for q in qs] for qs in batch.questions])
        loss = F.cross_entropy(logits.flatten(0, 1), answers[wanted].flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(learning.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
        step += 1
        name, value = label(mode, frames), (logits[..., answers].argmax(-1) == wanted).float().mean().item()
        averages[name] = 0.85 * averages.get(name, value) + 0.15 * value
        if step % 20 == 0:
            print(f"step {step} {time.time() - start:.0f} s " + " ".join(f"{k} {v:.2f}" for k, v in sorted(averages.items())), flush=True)
    save(out, model=model.state_dict(), heads=state["heads"], step=step)
    print(f"last layer learned anew: {step} steps, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]), float(sys.argv[5]))
