"""Dated facts of the world, with their sources: data, not program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent


@cache
def facts(name: str) -> Mapping[str, Any]:
    """The facts of `<name>.yaml`, every scalar as the text it was written in."""
    text = (FOLDER / f"{name}.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - text only
    return found
