"""Which messages belong together."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from agent.conversations import Node, assign_ids, conversation_id, group, name_key, person_keys
from agent.model import Address

DAY = 86_400.0
SUE = frozenset({"sue@buyer.example"})
BOB = frozenset({"bob@other.example"})


def mail(
    id: str,
    day: float,
    *refs: str,
    subject: str = "pilot pricing",
    reply: bool = False,
    people: frozenset[str] = SUE,
    thread: str = "",
) -> Node:
    return Node(id, refs, subject, reply, day * DAY, people, thread)


def parts(*nodes: Node) -> list[set[str]]:
    return [{n.id for n in found} for found in group(nodes)]


def test_references_join_also_through_messages_that_nobody_has() -> None:
    assert parts(
        mail("a", 0), mail("b", 1, "a", subject="other words"), mail("c", 90, "lost"), mail("d", 200, "lost")
    ) == [{"a", "b"}, {"c", "d"}]


def test_a_reply_to_an_old_mail_that_starts_something_new_with_somebody_else_is_apart() -> None:
    assert parts(mail("a", 0), mail("b", 5, "a", subject="quite another thing", people=BOB)) == [{"a"}, {"b"}]


def test_an_assistant_answers_in_the_thread_of_another_person() -> None:
    assert parts(mail("a", 0), mail("b", 1, "a", reply=True, people=BOB)) == [{"a", "b"}]


def test_the_host_knows_better_where_references_are_lost() -> None:
    assert parts(
        mail("a", 0, thread="T"),
        mail("b", 80, subject="x", thread="T"),
        mail("c", 80, subject="x", thread="U"),
    ) == [{"a", "b"}, {"c"}]


def test_subjects_join_only_the_same_people_within_a_window() -> None:
    assert parts(mail("a", 0), mail("b", 10, reply=True)) == [{"a", "b"}]
    assert parts(mail("a", 0), mail("b", 10, reply=True, people=BOB)) == [{"a"}, {"b"}]
    assert parts(mail("a", 0), mail("b", 61, reply=True)) == [{"a"}, {"b"}]
    assert parts(mail("a", 0), mail("b", 29)) == [{"a", "b"}]
    assert parts(mail("a", 0), mail("b", 31)) == [{"a"}, {"b"}]


def test_short_and_empty_subjects_join_replies_only() -> None:
    assert parts(mail("a", 0, subject="hi"), mail("b", 1, subject="hi")) == [{"a"}, {"b"}]
    assert parts(mail("a", 0, subject="hi"), mail("b", 1, subject="hi", reply=True)) == [{"a", "b"}]
    assert parts(mail("a", 0, subject=""), mail("b", 1, subject="", reply=True)) == [{"a"}, {"b"}]


def test_a_person_is_known_by_full_name_at_another_address() -> None:
    work = person_keys([Address("sue@buyer.example", "Sue Miller")], frozenset())
    home = person_keys([Address("smiller@mail.example", "Miller, Sue")], frozenset())
    assert parts(mail("a", 0, people=work), mail("b", 1, reply=True, people=home)) == [{"a", "b"}]
    assert name_key("Sue") == name_key("") == name_key("info@x 24") == ""


def test_the_rep_is_nobody_in_particular() -> None:
    own = frozenset({"dana@acme.example"})
    assert person_keys([Address("dana@acme.example", "Dana Reyes"), Address("")], own) == frozenset()


def test_names_survive_growth_merges_and_splits() -> None:
    a, b, c = mail("a", 0), mail("b", 50), mail("c", 51)
    first = assign_ids("work", [[a], [b]], {})
    assert list(first) == [conversation_id("work", "a"), conversation_id("work", "b")]
    known = {n.id: name for name, nodes in first.items() for n in nodes}
    assert list(assign_ids("work", [[a, b, c]], known)) == [conversation_id("work", "a")]
    merged = dict.fromkeys("abc", conversation_id("work", "a"))
    assert list(assign_ids("work", [[a], [b, c]], merged)) == [
        conversation_id("work", "a"),
        conversation_id("work", "b"),
    ]


def test_an_older_message_that_turns_up_late_does_not_rename() -> None:
    a, b = mail("a", 0), mail("b", 5)
    known = {"b": conversation_id("work", "b")}
    assert list(assign_ids("work", [[a, b]], known)) == [conversation_id("work", "b")]


NODES = st.lists(
    st.builds(
        mail,
        st.sampled_from("abcdefgh"),
        st.integers(0, 100),
        st.sampled_from("abcdefghxyz"),
        subject=st.sampled_from(["pilot pricing", "hi", "", "another matter"]),
        reply=st.booleans(),
        people=st.sampled_from([SUE, BOB, SUE | BOB, frozenset()]),
        thread=st.sampled_from(["", "", "T", "U"]),
    ),
    max_size=8,
    unique_by=lambda n: n.id,
)


@given(NODES, st.randoms(use_true_random=False))
def test_every_message_lands_once_whatever_the_order(nodes: list[Node], chance: random.Random) -> None:
    expected = parts(*nodes)
    assert sorted(itertools.chain(*expected)) == sorted(n.id for n in nodes)
    shuffled = list(nodes)
    chance.shuffle(shuffled)
    assert parts(*shuffled) == expected


@given(NODES)
def test_every_group_has_a_name_of_its_own(nodes: list[Node]) -> None:
    groups = group(nodes)
    named = assign_ids("work", groups, {n.id: "old" for n in nodes[::2]})
    assert sorted(n.id for found in named.values() for n in found) == sorted(n.id for n in nodes)
    assert len(named) == len(groups)
