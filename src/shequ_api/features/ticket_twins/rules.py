"""Pure decisions about tickets that are about one thing."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from itertools import pairwise

MOST_PAIRS = 400
"""Of one text: what is longer says no more about what it is about."""
_RUN = re.compile(r"[^\W_]+")


class SupportKind(StrEnum):
    """Why somebody is told how a ticket of another goes on."""

    AFFECTED = "affected"
    FOLLOWS = "follows"


SUPPORT_TITLES = {SupportKind.AFFECTED: "我也遇到", SupportKind.FOLLOWS: "关注"}


def pairs_of(text: str) -> list[str]:
    """The pairs of neighbouring characters in a text, sorted: 路灯坏了 → 路灯, 灯坏, 坏了.

    A Chinese word has two characters, so it matches where trigrams would not. A single character
    that stands alone is kept as it is.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    found: set[str] = set()
    for run in _RUN.findall(folded):
        found |= {one + other for one, other in pairwise(run)} if len(run) > 1 else {run}
    return sorted(found)[:MOST_PAIRS]


def likeness(asked: Collection[str], other: Collection[str]) -> float:
    """How much two sets of pairs have in common, from 0 to 1: of the smaller one, for who asks in
    three words means the one who wrote three lines."""
    if not asked or not other:
        return 0.0
    return len(set(asked) & set(other)) / min(len(asked), len(other))


def rank(*, metres: float, radius_metres: float, same_service: bool, alike: float) -> float:
    """How likely an open ticket is the same, from 0 to 1: half by its words, the rest by how near
    it is and whether it is of the same category."""
    near = max(0.0, 1 - metres / radius_metres)
    return round(0.5 * alike + 0.3 * same_service + 0.2 * near, 4)
