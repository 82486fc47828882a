"""Write index.json: what the page fetches to show the demo, with sizes.

    python index.py PUBLIC_DEMO_FOLDER
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

NOTE = ("Synthetic: 30 short videos of coloured shapes with 150 questions in IV-Bench's format, and a model of 2.1 million "
        "parameters trained on that world alone. It shows how the page works; its scores say nothing about real models. "
        "Made by scripts/demo-data and scripts/demo-model.")


def listing(folder: Path) -> list[dict[str, object]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [{"name": path.relative_to(folder).as_posix(), "size": path.stat().st_size} for path in files]


def main(folder: Path) -> None:
    index = {"questions": "questions.jsonl", "videos": listing(folder / "videos"), "images": listing(folder / "images"),
             "model": {"folder": "model", "files": listing(folder / "model")}, "note": NOTE}
    (folder / "index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
