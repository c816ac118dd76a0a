"""Intake, planner and sender, the real ones, in a made-up world driven by a seed.

`chance` draws; `time` is a loop whose hours pass in no time; `database` is SQLite in
memory under the real storage; `world` holds Telegram and one person; `process` is one
Vigie, which dies, freezes and thaws. The same seed gives the same story to its last step.
"""

from __future__ import annotations

from proof.simulation.story import Story, Verdict, tell

__all__ = ["Story", "Verdict", "tell"]
