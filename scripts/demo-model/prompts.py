"""The prompts the page renders (`standard/1` and `reference/1`), as segments, and a tokenizer made for them.

A prompt is a list of segments; the tokens of the whole text are the tokens of the segments in a row
(`check_segments` asserts it), which is what makes packing several questions behind one video possible.
"""
from __future__ import annotations

from dataclasses import dataclass

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from world import COLOUR_OPTIONS, LETTERS, NOT_SHOWN, PLACES, QUESTIONS, SHAPES, Question, clock

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<image>", "<global-img>"]
IMAGE = "<fake_token_around_image><global-img><image><fake_token_around_image>"
HEADER = "The following frames are sampled from a video, in order."
TAIL = "\nAnswer with the option's letter from the given choices directly."
SPLIT_VIDEO = "We provide you with a video that has been divided into "
SPLIT_IMAGE = "We provide you with an image placed at the very beginning, followed by a video that has been divided into "
SPACED = " evenly spaced frames across its "
FOLLOWED = (" seconds duration, followed by an image. Please answer the question based on the content from both the "
            "video frames and the image.")
EXTRACTED = (" seconds duration. Please answer the question based on the content from both the image and the "
             "extracted video frames.")
FULL_WIDTH_MARK = "\uff1f"

LONG = [HEADER, "\n" + HEADER, TAIL, SPLIT_VIDEO, SPLIT_IMAGE, SPACED, FOLLOWED, EXTRACTED]
LONG += [text for question in QUESTIONS.values() for text in (question, "\n" + question)]
PATTERN = (r"User: |User:|\n[a-j]\. |\nAssistant:|\nFrame at |\nFrame |\nQuery image:|Query image:|\d:\d\d"
           r"|it is not shown|(?:upper|middle|lower) (?:left|centre|right)"
           r"| ?[A-Za-z]+|\d\d?| ?[^\sA-Za-z\d]+|\s+")


@dataclass(frozen=True)
class Mode:
    """How one question is put: the page's order, condition, prompt version and time stamps."""

    image_first: bool = False
    image: bool = True
    frames: bool = True
    stamps: bool = True
    reference: bool = False

    @property
    def image_in_prefix(self) -> bool:
        return self.image and (self.image_first or not self.frames)


def train_tokenizer() -> Tokenizer:
    """Bytes for any text; one token each for what the prompts repeat (long fixed texts are added tokens)."""
    pieces = ["User: ", "User:", "\nAssistant:", "\nFrame at ", "\nFrame ", "\nQuery image:", "Query image:", NOT_SHOWN,
              FULL_WIDTH_MARK, *PLACES, *COLOUR_OPTIONS, *[" " + s for s in SHAPES], *[clock(t) for t in range(60)],
              *[f"\n{c}. " for c in LETTERS], *[" " + c for c in LETTERS], *[str(i) for i in range(10, 100)]]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=2000, min_frequency=1, special_tokens=SPECIAL, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(pieces, trainer)
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in LONG])
    for piece in pieces + LONG:
        assert len(tokenizer.encode(piece, add_special_tokens=False).ids) == 1, piece
    return tokenizer


def frame_segments(mode: Mode, times: list[float]) -> list[str]:
    segments = []
    for i, time in enumerate(times):
        if mode.reference:
            segments.append(IMAGE)
        elif mode.stamps:
            segments += ["\nFrame at ", clock(time), ":", IMAGE]
        else:
            segments += ["\nFrame ", str(i + 1), ":", IMAGE]
    return segments


def prefix_segments(mode: Mode, times: list[float]) -> list[str]:
    """What the questions on one video (and in image-first order, one query image) share."""
    segments = ["<|im_start|>", "User:" if mode.reference else "User: "]
    if mode.image_in_prefix:
        segments += [IMAGE] if mode.reference else ["Query image:", IMAGE]
    if mode.frames:
        if not mode.reference:
            segments.append("\n" + HEADER if mode.image_in_prefix else HEADER)
        segments += frame_segments(mode, times)
    return segments


def question_segments(mode: Mode, question: Question, frames: int, duration: str) -> tuple[list[str], int, list[int]]:
    """The question's own part, with the segment index of the question and of the end of each option."""
    segments: list[str] = []
    if mode.image and not mode.image_in_prefix:
        segments += [IMAGE] if mode.reference else ["\nQuery image:", IMAGE]
    if mode.reference:
        segments += [SPLIT_IMAGE if mode.image_first else SPLIT_VIDEO, str(frames), SPACED, duration,
                     EXTRACTED if mode.image_first else FOLLOWED, question.text]
    else:
        segments.append("\n" + question.text if mode.image or mode.frames else question.text)
    asked = len(segments) - 1
    if mode.reference:
        segments.append(FULL_WIDTH_MARK)
    ends = []
    for letter, option in zip(LETTERS, question.options):
        segments += [f"\n{letter}. ", option]
        ends.append(len(segments) - 1)
    segments += [TAIL, "<end_of_utterance>", "\nAssistant:"]
    return segments, asked, ends


def render(mode: Mode, question: Question, times: list[float], duration: str) -> str:
    """The whole prompt as the page's chat template gives it."""
    block, _, _ = question_segments(mode, question, len(times), duration)
    return "".join(prefix_segments(mode, times) + block)
