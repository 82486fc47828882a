"""Run the exported graphs with onnxruntime, each prompt whole and in two pieces, against PyTorch's logits."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from reference import QUERY, QwenVideos, picture, prepare_frames

TOLERANCE = 1e-4
OF_IMAGES = {"pixel_values_videos": "pixel_values", "video_grid_thw": "image_grid_thw"}


class Graphs:
    def __init__(self, folder: Path):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.vision, self.embeddings, self.decoder = (
            ort.InferenceSession(str(folder / "onnx" / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
            for name in ("vision_encoder", "embed_tokens", "decoder_model_merged"))
        self.empty = {i.name: np.zeros([d if isinstance(d, int) else int(d == "batch_size") for d in i.shape], np.float32)
                      for i in self.decoder.get_inputs() if i.name.startswith("past_")}

    def encode(self, inputs: dict) -> np.ndarray:
        names = {i.name: i.type for i in self.vision.get_inputs()}
        feeds = {OF_IMAGES.get(name, name): value.numpy() for name, value in inputs.items()}
        if "grid_thw" in names:
            feeds["grid_thw"] = feeds.pop("image_grid_thw")
        kinds = {"tensor(bool)": bool, "tensor(int64)": np.int64, "tensor(float)": np.float32}
        features = self.vision.run(None, {n: feeds[n].astype(kinds[t]) for n, t in names.items()})[0]
        return features.reshape(-1, features.shape[-1])

    def decode(self, embedded: np.ndarray, positions: np.ndarray | None, past: dict | None) -> tuple[np.ndarray, dict]:
        held = 0 if past is None else next(v.shape[2] for n, v in past.items() if "key_values" in n)
        new = embedded.shape[1]
        feeds = {"inputs_embeds": embedded, "attention_mask": np.ones((1, held + new), np.int64), **(past or self.empty)}
        names = [i.name for i in self.decoder.get_inputs()]
        if "position_ids" in names:
            feeds["position_ids"] = np.arange(held, held + new)[None] if positions is None else positions[:, None, held:held + new]
        if "num_logits_to_keep" in names:
            feeds["num_logits_to_keep"] = np.array(1, np.int64)
        logits, *present = self.decoder.run(None, feeds)
        return logits[0, -1], dict(zip(self.empty, present))


def check(folder: Path, cases: list[dict], images: object, videos: QwenVideos | None, picture_ids: list[int]) -> None:
    graphs, worst = Graphs(folder), [0.0, 0.0]
    for case in cases:
        in_pairs = any(part["type"] == "frame-pair" for segment in case["segments"] for part in segment["parts"])
        shown = prepare_frames(case["frames"], images, videos if in_pairs else None)
        if case["query"]:
            first = case["segments"][0]["name"] == "image"
            made = images.prepare(picture(*case["query"]["size"], QUERY), case["query"]["treatment"] == "split")
            shown.insert(0 if first else len(shown), made)
        ids = np.array([case["inputIds"]])
        embedded = graphs.embeddings.run(None, {"input_ids": ids})[0].copy()
        runs = [one for prepared in shown for one in separate(prepared.inputs)]
        if runs:
            embedded[np.isin(ids, picture_ids)] = np.concatenate([graphs.encode(one) for one in runs])
        positions = np.array(case["positionIds"]) if "positionIds" in case else None
        whole, _ = graphs.decode(embedded, positions, None)
        half = ids.shape[1] // 2
        _, past = graphs.decode(embedded[:, :half], positions, None)
        pieces, _ = graphs.decode(embedded[:, half:], positions, past)
        for i, logits in enumerate((whole, pieces)):
            worst[i] = max(worst[i], np.abs(logits - case["lastLogits"]).max())
    print(f"{folder.name}: largest difference from PyTorch: whole {worst[0]:.1e}, in two pieces {worst[1]:.1e}")
    if max(worst) > TOLERANCE:
        raise SystemExit("the exported graphs differ from PyTorch")


def separate(inputs: dict) -> list[dict]:
    """LFM2-VL's graph takes one tile a run."""
    if "spatial_shapes" not in inputs:
        return [inputs]
    return [{name: value[i:i + 1] for name, value in inputs.items()} for i in range(len(inputs["pixel_values"]))]
