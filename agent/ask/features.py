"""What the model sees of one sentence: a list of feature names, hashed to buckets.

Words and runs of two and three of them, the first and last words, parts of words (for inflected and unseen ones), the cues of `agent.ask.cues`
with what stands beside them, and how the sentence ends. The list is a bag: order does not matter, a feature that occurs twice counts once.
"""

from __future__ import annotations

from itertools import pairwise
from zlib import crc32

from agent.ask.kinds import by_rule
from agent.ask.reading import Reading

BITS = 18
KIND_BITS = 13
_MASK = (1 << BITS) - 1


def names(r: Reading) -> set[str]:
    """Every feature of a sentence by name; training and explanation use these, scoring only their buckets."""
    words = r.words
    found = set(words)
    found.update(f"{a} {b}" for a, b in pairwise(words))
    found.update(f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    body = words[r.start :]
    found.update(f"^{n}{' '.join(body[:n])}" for n in (1, 2, 3))
    found.update(f"^^{n}{' '.join(words[:n])}" for n in (1, 2))
    found.update(f"{' '.join(words[-n:])}${n}" for n in (1, 2))
    for word in words:
        if len(word) > 4:
            found.add(f"<{word[:4]}")
            found.add(f"{word[-4:]}>")
    found.update(_shape(r))
    return found


def _shape(r: Reading) -> set[str]:
    """Features of the whole sentence: its cues alone and in pairs, its length, its end."""
    cue_names = sorted(r.names)
    q = "?" if r.question else "."
    found = {f"#{a}" for a in cue_names} | {f"#{a}{q}" for a in cue_names}
    found.update(f"#{a}+{b}" for i, a in enumerate(cue_names) for b in cue_names[i + 1 :])
    found.update(f"#{name}@{min(6, max(-1, at - r.start))}" for name, at in r.found)
    text = r.text
    length = len(r.words)
    found.add(f"#len{min(length, 4) if length < 5 else 5 + min(length // 6, 8)}{q}")
    found.add(f"#end{text[-1:] if text[-1:] in '?!.:,' else ''}")
    if r.vocative:
        found.add("#called")
        found.add(f"#called^{r.words[r.start] if r.start < length else ''}")
    if not r.question and text[-1:] == "?":
        found.add("#odd?")
    if r.question:
        found.add("#?last" if text.rstrip("\"')]!. ").endswith("?") else "#?inside")
    if text[:1].islower():
        found.add("#lower")
    return found


def buckets(r: Reading) -> set[int]:
    """The hashed features: numbers below 2**BITS."""
    return {crc32(name.encode()) & _MASK for name in names(r)}


def kind_buckets(r: Reading, found: set[int]) -> set[int]:
    """The features that tell kinds apart: those of `buckets`, folded to 2**KIND_BITS, and what the rules say."""
    mask = (1 << KIND_BITS) - 1
    rule = by_rule(r)
    said = {crc32(name.encode()) & mask for name in (f"#kind {rule}", f"#kind {rule} {r.question}")}
    return {i & mask for i in found} | said
