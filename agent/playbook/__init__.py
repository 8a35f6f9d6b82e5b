"""The escalation ladder as data, and the step that it asks for next.

`load` reads a playbook; `next_step` is pure and says what to do as a value: a mail to write, a call, a wait, or nothing.
"""

from __future__ import annotations

from agent.playbook.choose import next_step
from agent.playbook.files import Playbook, load, read
from agent.playbook.ladder import Rule

__all__ = ["Playbook", "Rule", "load", "next_step", "read"]
