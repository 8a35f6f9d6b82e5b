"""What the mailboxes of one rep must know of each other: own addresses, marks that outlive a verdict, bodies that another one wants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns, and an index of the reports of mail that came back."""
    with op.batch_alter_table("mailbox") as table:
        table.add_column(sa.Column("identities", sa.Text(), server_default="[]", nullable=False))
        table.add_column(sa.Column("known_at", sa.Float(), server_default="0", nullable=False))
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("marks", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("wanted", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "message_bounce",
        "message",
        ["tenant", "mailbox", "sent_at"],
        unique=False,
        sqlite_where=sa.text("automatic = 'bounce'"),
        postgresql_where=sa.text("automatic = 'bounce'"),
    )
