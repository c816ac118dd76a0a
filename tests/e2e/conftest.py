"""Fixtures of the browser for everything end to end."""

from __future__ import annotations

from tests.e2e.browser import chromium, opens

__all__ = ["chromium", "opens"]
