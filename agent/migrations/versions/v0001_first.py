"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table of version 0.1.0."""
    op.create_table(
        "conversation",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_at", sa.Float(), nullable=False),
        sa.Column("last_at", sa.Float(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("review_at", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("snoozed_until", sa.Text(), nullable=True),
        sa.Column("stopped", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "id"),
    )
    op.create_index(
        "conversation_pending",
        "conversation",
        ["tenant", "mailbox"],
        unique=False,
        sqlite_where=sa.text("pending = 1"),
        postgresql_where=sa.text("pending = 1"),
    )
    op.create_index("conversation_review", "conversation", ["tenant", "mailbox", "review_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sent_message_id", sa.Text(), nullable=True),
        sa.Column("touch_id", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("promised_day", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "key"),
    )
    op.create_index("draft_conversation", "draft", ["tenant", "mailbox", "conversation_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "id"),
    )
    op.create_table(
        "mailbox",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("settings", sa.Text(), server_default="", nullable=False),
        sa.Column("judged_at", sa.Float(), server_default="0", nullable=False),
        sa.Column("next_due", sa.Float(), nullable=True),
        sa.Column("lease_holder", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.Float(), server_default="0", nullable=False),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox"),
    )
    op.create_index("mailbox_account", "mailbox", ["tenant", "account"], unique=True)
    op.create_table(
        "message",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("email_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.Float(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_draft", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("dirty", sa.Integer(), nullable=False),
        sa.Column("from_addr", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("refs", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Text(), nullable=True),
        sa.Column("draft_key", sa.Text(), nullable=True),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.Column("ask", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "email_id"),
    )
    op.create_index("message_content_id", "message", ["tenant", "mailbox", "content_id"], unique=False)
    op.create_index("message_conversation", "message", ["tenant", "mailbox", "conversation_id"], unique=False)
    op.create_index(
        "message_dirty",
        "message",
        ["tenant", "mailbox", "sent_at"],
        unique=False,
        sqlite_where=sa.text("dirty = 1"),
        postgresql_where=sa.text("dirty = 1"),
    )
    op.create_index("message_message_id", "message", ["tenant", "mailbox", "message_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("addr", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Float(), nullable=False),
        sa.Column("email_id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "addr", "sent_at", "email_id"),
    )
    op.create_index(
        "participant_company", "participant", ["tenant", "mailbox", "company", "sent_at"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("addr", sa.Text(), nullable=False),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "addr"),
    )
    op.create_table(
        "reference",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("email_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "ref", "email_id"),
    )
    op.create_table(
        "unreadable",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.Integer(), nullable=False),
        sa.Column("email_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mailbox", "email_id"),
    )
