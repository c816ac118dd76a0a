"""Each person's quiet days.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("quiet_days", sa.Text(), nullable=False, server_default="")
    )
