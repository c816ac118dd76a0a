"""Runs the migrations on a connection, inside its transaction.

There is no alembic.ini: the application migrates its own database when it opens it. A new
step is written by hand into `versions/`, and `migrating.HEAD` moved to it.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(connection: Connection) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
