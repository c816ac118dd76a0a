"""`make bench`: everything measured, one part after another; results also in bench/out."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

PARTS = ("answering", "starting", "understanding", "domain")


def main() -> None:
    for part in PARTS:
        if find_spec(f"bench.{part}"):
            import_module(f"bench.{part}").main()


if __name__ == "__main__":
    main()
