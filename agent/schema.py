"""The tables of the state, one schema for SQLite and PostgreSQL (SQLAlchemy Core).

Headers and verdicts are kept, bodies are not. Tenant and mailbox lead every key. Times are seconds since 1970 (UTC), dates ISO text,
JSON is text. Changes go through agent/migrations: a test holds the two against each other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _table(name: str, key: tuple[str, ...], *columns: Column[object] | Index) -> Table:
    lead = (Column("tenant", String(40), nullable=False), Column("mailbox", Integer, nullable=False))
    return Table(name, metadata, *lead, *columns, PrimaryKeyConstraint("tenant", "mailbox", *key))


mailbox = Table(
    "mailbox",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("mailbox", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text),
    Column("settings", Text, nullable=False, server_default=""),
    Column("judged_at", Float, nullable=False, server_default="0"),
    Column("next_due", Float),
    Column("lease_holder", Text),
    Column("lease_until", Float, nullable=False, server_default="0"),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("looked_at", Float, nullable=False, server_default="0"),
    Column("failed_at", Float, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    Column("identities", Text, nullable=False, server_default="[]"),
    Column("known_at", Float, nullable=False, server_default="0"),
    PrimaryKeyConstraint("tenant", "mailbox"),
    Index("mailbox_account", "tenant", "account", unique=True),
)

message = _table(
    "message",
    ("email_id",),
    Column("email_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("content_id", Text, nullable=False),
    Column("thread_id", Text, nullable=False),
    Column("conversation_id", Text),
    Column("sent_at", Float, nullable=False),
    Column("utc_offset", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("is_draft", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("dirty", Integer, nullable=False),
    Column("from_addr", Text, nullable=False),
    Column("from_name", Text, nullable=False),
    Column("people", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("refs", Text, nullable=False),
    Column("automatic", Text),
    Column("draft_key", Text),
    Column("meaning", Text),
    Column("ask", Text),
    Column("wanted", Integer, nullable=False, server_default="0"),
)
Index("message_conversation", message.c.tenant, message.c.mailbox, message.c.conversation_id)
Index("message_message_id", message.c.tenant, message.c.mailbox, message.c.message_id)
Index("message_content_id", message.c.tenant, message.c.mailbox, message.c.content_id)
Index(
    "message_dirty",
    message.c.tenant,
    message.c.mailbox,
    message.c.sent_at,
    sqlite_where=message.c.dirty == 1,
    postgresql_where=message.c.dirty == 1,
)
Index(
    "message_bounce",
    message.c.tenant,
    message.c.mailbox,
    message.c.sent_at,
    sqlite_where=message.c.automatic == "bounce",
    postgresql_where=message.c.automatic == "bounce",
)

participant = _table(
    "participant",
    ("addr", "sent_at", "email_id"),
    Column("addr", Text, nullable=False),
    Column("sent_at", Float, nullable=False),
    Column("email_id", Text, nullable=False),
    Column("company", Text),
)
Index(
    "participant_company",
    participant.c.tenant,
    participant.c.mailbox,
    participant.c.company,
    participant.c.sent_at,
)

reference = _table(
    "reference",
    ("ref", "email_id"),
    Column("ref", Text, nullable=False),
    Column("email_id", Text, nullable=False),
)

conversation = _table(
    "conversation",
    ("id",),
    Column("id", Text, nullable=False),
    Column("first_at", Float, nullable=False),
    Column("last_at", Float, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("review_at", Float),
    Column("status", Text, nullable=False, server_default=""),
    Column("result", Text, nullable=False, server_default=""),
    Column("snoozed_until", Text),
    Column("stopped", Integer, nullable=False, server_default="0"),
    Column("marks", Integer, nullable=False, server_default="0"),
)
Index("conversation_review", conversation.c.tenant, conversation.c.mailbox, conversation.c.review_at)
Index(
    "conversation_pending",
    conversation.c.tenant,
    conversation.c.mailbox,
    sqlite_where=conversation.c.pending == 1,
    postgresql_where=conversation.c.pending == 1,
)

draft = _table(
    "draft",
    ("key",),
    Column("key", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("provider_id", Text),
    Column("message_id", Text, nullable=False),
    Column("sent_message_id", Text),
    Column("touch_id", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("promised_day", Text),
    Column("about", Text),
    Column("expires", Text),
    Column("created_at", Float, nullable=False),
)
Index("draft_conversation", draft.c.tenant, draft.c.mailbox, draft.c.conversation_id)

person = _table(
    "person",
    ("addr",),
    Column("addr", Text, nullable=False),
    Column("stop", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("since", Float, nullable=False),
)

unreadable = _table(
    "unreadable",
    ("email_id",),
    Column("email_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("why", Text, nullable=False),
)

journal = _table(
    "journal",
    ("id",),
    Column("id", BigInteger, nullable=False),
    Column("at", Float, nullable=False),
    Column("what", Text, nullable=False),
    Column("conversation_id", Text),
    Column("detail", Text, nullable=False),
)

# Who is to stay forgotten: a keyed digest, never the address. Rows stand under mailbox 0, and hold for every mailbox.
forgotten = _table(
    "forgotten",
    ("digest",),
    Column("digest", Text, nullable=False),
    Column("secret", Text, nullable=False),
)
