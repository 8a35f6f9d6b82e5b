"""What an ask wants, from its cues alone: the ground for the trained model, which knows more phrasings."""

from __future__ import annotations

from agent.ask.reading import Reading

KINDS = ("question", "request", "schedule", "decision", "default_action", "teaser")
_TELLING = frozenset(
    {
        "please",
        "let_me_know",
        "imperative",
        "imperative~",
        "imperative_more",
        "imperative_more~",
        "with_pronoun",
        "i_need",
        "reader_wanted",
    }
)


def by_rule(r: Reading) -> str:
    """An agreement by silence, a time, a decision, an appetite, a deed, or an answer."""
    n = r.names
    if "default" in n or ("silence" in n and not r.question and ("commit" in n or not n & _TELLING)):
        return "default_action"
    if "schedule" in n and n & {"day", "let_us"}:
        return "schedule"
    if "choose" in n or "decide" in n:
        return "decision"
    if "teaser" in n and r.question:
        return "teaser"
    if "deed" in n and "state" not in n:
        return "request"
    if r.question and not ({"please", "let_me_know"} & n or ("imperative" in n and "aux" not in n)):
        return "question"
    return "request" if n & _TELLING or not n & {"wh", "aux"} else "question"
