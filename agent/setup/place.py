"""Files of a set-up, put in place once: a file that is there already is never written over, and no half-written one is left behind."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from agent.config import Config, load
from agent.errors import ConfigError
from connectors.imap_sign_in import keep_in_file


def refuse_to_overwrite(file: Path) -> None:
    """Raises ConfigError with what to do where there is a configuration."""
    if os.path.lexists(file):
        raise ConfigError(
            [
                f"{file}: is there already and stays as it is. To change something, open it in a text editor; another mailbox is one more "
                "[[mailbox]] section in it; a new password is stored with `pleasantly login MAILBOX`. To begin anew, rename that file and run "
                "`pleasantly init` again."
            ]
        )


def make_folder(folder: Path) -> None:
    """The folder of the configuration, with mode 0700 where it is new. Raises ConfigError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as e:
        raise _unwritable(folder, e) from e


def free_name(folder: Path, name: str) -> Path:
    """A name that nothing has yet: `name`, or with a number before its suffix."""
    path = folder / name
    number = 2
    while os.path.lexists(path):
        stem, dot, suffix = name.rpartition(".")
        path = folder / f"{stem}-{number}{dot}{suffix}"
        number += 1
    return path


def put_password(folder: Path) -> Path:
    """A new file of mode 0600 for a password that is still to come. Raises ConnectorError."""
    path = free_name(folder, "mail.password")
    keep_in_file(path, "")
    return path


def put_client(folder: Path, source: Path) -> Path:
    """A copy of a client id beside the configuration, of mode 0600: the folder Downloads is tidied some day. Raises ConfigError."""
    try:
        content = source.read_bytes()
        path = free_name(folder, "google-client.json")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as e:
        raise ConfigError(
            [f"{source}: cannot be copied to {folder} ({_why(e)}). Check both, and try again."]
        ) from e
    return path


def put_config(file: Path, text: str) -> Config:
    """Checks a configuration and puts it in place with mode 0600, whole or not at all; gives what it says.

    Raises ConfigError with every problem of it, or where there is one by now.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as e:
        raise _unwritable(file, e) from e
    scratch = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        load(scratch)
        _link(scratch, file, text)
    except ConfigError as e:
        raise ConfigError([problem.replace(f"{scratch}: ", "") for problem in e.problems]) from e
    except FileExistsError:
        refuse_to_overwrite(file)
        raise
    except OSError as e:
        raise _unwritable(file, e) from e
    finally:
        with contextlib.suppress(FileNotFoundError):
            scratch.unlink()
    return load(file)


def _link(scratch: Path, file: Path, text: str) -> None:
    """Gives the finished file its name. A link never replaces anything; where the disk knows no links, a new file is begun."""
    try:
        os.link(scratch, file)
    except FileExistsError:
        raise
    except OSError as e:
        if e.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL):
            raise
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n"
        ) as new:
            new.write(text)


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        [
            f"{path}: cannot be written ({_why(error)}); give yourself the right to write there, or name another file with --config."
        ]
    )


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
