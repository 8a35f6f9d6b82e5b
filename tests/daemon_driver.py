"""`python -m tests.daemon_driver daemon --config FILE`: the daemon as the command starts it, with another clock and mailboxes that hang.

$TEST_NOW is the time at which its clock begins (ISO 8601); $TEST_HANGS names mailboxes whose connector never answers.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from pathlib import Path

from agent.daemon.signals import Signals


def main() -> None:
    """Runs until it is ended."""
    signals = Signals().install()
    from agent.config import Mailbox
    from agent.daemon import notify
    from agent.daemon.supervisor import run_daemon
    from agent.run import open_mailbox
    from connectors.base import Connector
    from tests.daemon import Hanging

    hangs = os.environ.get("TEST_HANGS", "").split()
    ahead = datetime.fromisoformat(os.environ["TEST_NOW"]).timestamp() - time.time()

    def opener(mailbox: Mailbox) -> Connector:
        return Hanging() if mailbox.name in hangs else open_mailbox(mailbox)  # type: ignore[return-value]

    file = Path(sys.argv[sys.argv.index("--config") + 1])
    run_daemon(file, signals, notify.from_environment(), opener=opener, clock=lambda: time.time() + ahead)


if __name__ == "__main__":
    main()
