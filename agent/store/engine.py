"""Opens the state: the file itself, a reader of it, or a copy in memory; and brings its tables to this version."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from agent.errors import StoreError
from agent.store.store import Store


def open_store(path: Path) -> Store:
    """Opens the state file, makes it (0600, its folder 0700) or upgrades it. Raises StoreError naming the file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as e:
        raise StoreError(
            f"{path}: the state file cannot be opened ({(e.strerror or '').lower()}); mend its rights or name another in [state] path."
        ) from e
    engine = create_engine(f"sqlite:///{path}")
    return _ready(engine, str(path))


def open_reader(path: Path) -> Store:
    """The state to be looked at: nothing is written, and no scan is kept waiting. Empty where there is no file yet.

    Raises StoreError where the file cannot be read.
    """
    from agent.migrations import HEAD

    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        try:
            current = connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        except sqlite3.Error:
            current = False
        if not current:
            connection.close()
    except sqlite3.Error:
        current = False
    if not current:  # no file, or of another version: a copy is brought to this one
        return open_copy(path)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))
    return Store(engine)


def open_copy(path: Path) -> Store:
    """A copy of the state in memory, for a dry run: the file is only read, and need not exist."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    if path.exists() and path.stat().st_size:
        try:
            source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                source.backup(memory)
            finally:
                source.close()
        except sqlite3.Error as e:
            raise StoreError(
                f"{path}: the state file cannot be read ({e}); if it is broken, delete it: drafts are found again by their key."
            ) from e
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    return _ready(engine, str(path))


def _ready(engine: Engine, name: str) -> Store:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = (
            None  # we begin transactions ourselves, as writers, so that none is upgraded half-way
        )
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA busy_timeout=60000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            upgrade(connection)
    except (DBAPIError, sqlite3.Error) as e:
        raise StoreError(
            f"{name}: the state file cannot be used ({getattr(e, 'orig', e)}); if it is broken, delete it: drafts are found again by their key."
        ) from e
    return Store(engine)


def upgrade(connection: Connection) -> None:
    """Brings a database to this version's tables, inside the transaction of the caller.

    Raises StoreError where it was written by a newer version.
    """
    from agent.migrations import HEAD

    versions: list[str] = []
    if connection.dialect.has_table(connection, "alembic_version"):
        versions = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    if versions == [HEAD]:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as e:
        raise StoreError(
            f"The state was written by a newer pleasantly ({', '.join(versions)}). Upgrade pleasantly, or name another file in [state] path."
        ) from e
