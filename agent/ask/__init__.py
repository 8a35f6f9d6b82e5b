"""The ask: did the rep's own mail make a call to action? See docs/ask.md."""

from agent.ask.mail import Scored, judge_ask, sentences

__all__ = ["Scored", "judge_ask", "sentences"]
