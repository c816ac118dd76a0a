"""The tables' history, by alembic: one file per step in `versions/`."""
