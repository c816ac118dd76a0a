"""Measurements on the terminal, and in bench/out for later comparison."""

from __future__ import annotations

import json
from pathlib import Path

OUT = Path(__file__).parent / "out"


def title(text: str) -> None:
    print(f"\n{text}")


def line(name: str, *columns: str) -> None:
    print(f"  {name:<62} {'  '.join(columns)}", flush=True)


def keep(name: str, figures: object) -> None:
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
