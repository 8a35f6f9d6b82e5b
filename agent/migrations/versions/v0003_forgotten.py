"""Who was forgotten, as keyed digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "forgotten",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "digest"),
    )
