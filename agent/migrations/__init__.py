"""Alembic migrations of the state, oldest first in versions/. `HEAD` is the newest: a test holds it to that."""

HEAD = "0004"
