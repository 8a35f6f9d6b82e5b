"""When each mailbox was last looked at, and what kept it from being read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns to the mailboxes."""
    with op.batch_alter_table("mailbox") as table:
        table.add_column(sa.Column("looked_at", sa.Float(), server_default="0", nullable=False))
        table.add_column(sa.Column("failed_at", sa.Float(), server_default="0", nullable=False))
        table.add_column(sa.Column("error", sa.Text(), server_default="", nullable=False))
