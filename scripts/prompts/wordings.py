"""Writes prompts as Python makes them, for the tests of src/prompt.

    python3 scripts/prompts/wordings.py        (transformers with torch; num2words where it is installed)

`reference`: the texts of the IV-Bench harness (its `build_prompt_text` and `format_question`), for durations as its
`get_video_duration` gives them. `smolvlm`: what SmolVLMProcessor puts for a video, each picture as `<frame>`.
"""

import itertools
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from transformers.models.smolvlm import processing_smolvlm

if processing_smolvlm.num2words is None:  # Its words for the counts below, in Python's absence of the package.
    processing_smolvlm.num2words = {1: "one", 3: "three", 32: "thirty-two", 101: "one hundred and one"}.__getitem__

OUT = Path(__file__).parents[2] / "test/fixtures/prompts.json"

FIRST = {
    "video-first": "We provide you with a video that has been divided into {frame_num} evenly spaced frames across its {duration} seconds duration, followed by an image. Please answer the question based on the content from both the video frames and the image.",
    "image-first": "We provide you with an image placed at the very beginning, followed by a video that has been divided into {frame_num} evenly spaced frames across its {duration} seconds duration. Please answer the question based on the content from both the image and the extracted video frames.",
}
LAST = "Answer with the option's letter from the given choices directly."
DURATIONS = [None, 537.0, 0.5, 536.986, 1e-05, 0.000123, 100000.0, 1e16, 12345.678901]
QUESTIONS = [("Which colour?", ["red", " blue "]), ("What is {this}\nhere", ["是", "no", "50 %"])]


def reference(order, duration, frames, question, options):
    opening = FIRST[order].format(duration=duration, frame_num=frames)
    lines = "\n".join(f"{chr(ord('a') + i)}. {text}" for i, text in enumerate(options))
    text = f"{opening}{question}\uff1f\n{lines}\n{LAST}"
    return dict(order=order, duration=duration, frames=frames, question=question, options=options, text=text)


def smolvlm(times, duration):
    processor = SimpleNamespace(image_seq_len=1, image_token="", fake_image_token="", global_image_token="<frame>")
    metadata = SimpleNamespace(fps=1, timestamps=times, duration=duration)
    video = dict(pixel_values=np.zeros((1, len(times))), video_metadata=[metadata])
    text = processing_smolvlm.SmolVLMProcessor.replace_video_token(processor, video, 0)
    return dict(times=times, duration=duration, text=text)


OUT.write_text(json.dumps(dict(
    reference=[reference(order, duration, frames, *question) for (order, duration), (frames, question)
               in itertools.product(itertools.product(FIRST, DURATIONS), zip([32, 8], QUESTIONS))],
    smolvlm=[smolvlm([0.0], 0.9), smolvlm([0.0, 59.999, 3725.5], 3730.99), smolvlm([1.5, 2.5, 61.0], None),
             smolvlm([i * 17.3 for i in range(32)], 537.0), smolvlm([i * 1000.0 for i in range(101)], 172801.0)],
), separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
