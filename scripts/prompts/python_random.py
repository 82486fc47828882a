"""Writes what CPython's random module gives, for the tests of src/lib/python-random.ts and src/prompt.

    python3 scripts/prompts/python_random.py [QUESTION_FILE]

`shuffles`: for each seed, one generator shuffles range(n) for n from 2 to 10, one after another, then draws words and
whole numbers below bounds. With IV-Bench's question file, `keys`: for each seed the SHA-256 of the letters of all right
options, as the reference harness finds them; nothing else of that file is kept.
"""

import hashlib
import json
import random
import sys
from pathlib import Path

SEEDS = [0, 1, 42, -1, -42, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**53 - 1, -(2**53 - 1), 123456789012345]
OUT = Path(__file__).parents[2] / "test/fixtures/python-random.json"


def shuffles(seed: int) -> dict:
    generator = random.Random(seed)
    orders = []
    for n in range(2, 11):
        items = list(range(n))
        generator.shuffle(items)
        orders.append(items)
    words = [generator.getrandbits(32) for _ in range(1300)]
    below = [generator.randrange(bound) for bound in (1, 2, 3, 10, 1000, 2**31)]
    digest = hashlib.sha256(json.dumps(words, separators=(",", ":")).encode()).hexdigest()
    return {"seed": seed, "orders": orders, "words": words[:4], "wordsSha256": digest, "below": below}


def keys(question_file: str, seed: int) -> dict:
    generator = random.Random(seed)
    letters = []
    with open(question_file, encoding="utf-8") as lines:
        for line in lines:
            for items in json.loads(line).values():
                for item in items:
                    options = [text for text in item["distractors"] if text.strip()] + [item["answer"]]
                    generator.shuffle(options)
                    letters.append(chr(ord("a") + options.index(item["answer"])))
    text = "".join(letters)
    return {"seed": seed, "count": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}


made = {"shuffles": [shuffles(seed) for seed in SEEDS]}
if len(sys.argv) > 1:
    made["keys"] = [keys(sys.argv[1], seed) for seed in (0, 1)]
OUT.write_text(json.dumps(made, separators=(",", ":")) + "\n")
