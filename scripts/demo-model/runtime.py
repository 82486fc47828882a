"""The exported model on onnxruntime, as the page drives it: encode images, embed tokens, decode with a KV cache."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime as ort

Cache = dict[str, np.ndarray]


class OnnxModel:
    def __init__(self, folder: Path):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.vision, self.embeddings, self.decoder = (
            ort.InferenceSession(str(folder / "onnx" / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
            for name in ("vision_encoder", "embed_tokens", "decoder_model_merged"))
        config = json.loads((folder / "config.json").read_text())
        self.image_token, text = config["image_token_id"], config["text_config"]
        shape = (1, text["num_key_value_heads"], 0, text["head_dim"])
        self.nothing = {i.name: np.zeros(shape, np.float32) for i in self.decoder.get_inputs() if i.name.startswith("past_")}

    def encode(self, pixels: np.ndarray) -> np.ndarray:
        """[1, n, 3, s, s] -> [n, width] (one token an image)."""
        mask = np.ones((1, pixels.shape[1], *pixels.shape[3:]), bool)
        return self.vision.run(None, {"pixel_values": pixels, "pixel_attention_mask": mask})[0].reshape(pixels.shape[1], -1)

    def embed(self, ids: np.ndarray, features: np.ndarray) -> np.ndarray:
        """[1, l] and the features of its image tokens in order -> [1, l, width]."""
        embedded = self.embeddings.run(None, {"input_ids": ids})[0].copy()
        embedded[0, ids[0] == self.image_token] = features
        return embedded

    def decode(self, embedded: np.ndarray, past: Cache | None, keep: int) -> tuple[np.ndarray, Cache]:
        """Logits of the last `keep` positions (0: all) and the grown cache."""
        past = past or self.nothing
        held, new = next(iter(past.values())).shape[2], embedded.shape[1]
        logits, *present = self.decoder.run(None, {
            "inputs_embeds": embedded, "attention_mask": np.ones((1, held + new), np.int64),
            "position_ids": np.arange(held, held + new)[None], "num_logits_to_keep": np.array(keep, np.int64), **past})
        return logits, dict(zip(self.nothing, present))
