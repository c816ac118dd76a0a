"""Each person's theme for pictures.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("theme", sa.Text(), nullable=False, server_default="light")
    )
