"""Programs that prove the promises: nothing lost, nothing doubled untagged (docs/proof.md).

`simulation` runs the real code under a seed, with crashes at every step; `torture` kills
real processes; `power` cuts the power under SQLite.
"""
