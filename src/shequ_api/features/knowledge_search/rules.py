"""Pure decisions: what is looked for, how much each of it counts, and what is worth counting."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from shequ_api.kit.chinese import (
    INITIALS,
    LATIN,
    PAIR,
    SIGN,
    SYLLABLE,
    SYLLABLES,
    asked_terms,
    folded,
)

COUNTS = {PAIR: 1.0, SIGN: 0.3, SYLLABLES: 0.6, SYLLABLE: 0.05, INITIALS: 1.0, LATIN: 1.0}
"""What finding a kind of term counts. Syllables are found wherever their signs are: a homophone
counts less, and one alone next to nothing."""
TELLING = frozenset({PAIR, SYLLABLES, INITIALS, LATIN})
"""One of these must be found; a single sign or syllable alone finds only who asks for it alone."""
SYNONYM = 0.6
LONGEST_WORD, MOST_TERMS = 8, 240
LONGEST_MISS = 20
FEW = 3
"""What fewer people missed may say who they are: nobody reads it."""
BITS = 63
_EMPTY = re.compile(
    "请问|我想问一下|想问一下|想问下|我想问下|怎么办理|怎么办|怎么|怎样|如何|咋个|咋办|咋整|咋弄|哪里|哪儿|"
    "哪个|多少|什么|可以|可不可以|能不能|有没有|有没得|是不是|要不要|需要|应该|我们|你们|他们|"
    "[吗呢吧啊呀嘛我你他她]|(?<!目)的(?!士)|了(?!解)"
)
_DIGITS = re.compile(r"\d([ \-]?\d){4,}")
_NUMBER = re.compile(r"\d{3,}")
_WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


class Asked(NamedTuple):
    """A term that is looked for."""

    term: str
    counts: float
    telling: bool


def asked_of(text: str, synonyms: Iterable[Sequence[str]] = ()) -> list[Asked]:
    """What is looked for where somebody asks. `synonyms`: groups of which a word stands in the
    text; their other words count less than what was said."""
    said = folded(text)
    telling = _EMPTY.sub(" ", said)
    core = telling if telling.strip() else said
    found = dict.fromkeys(asked_terms(core), 1.0)
    for group in synonyms:
        known = [folded(word) for word in group]
        if not any(word in said for word in known):
            continue
        for other in (word for word in known if word not in said):
            for term in asked_terms(other):
                # A sign or a sound out of another word was not said.
                if len(other) == 1 or term[0] in TELLING:
                    found.setdefault(term, SYNONYM)
    alone = not any(term[0] in TELLING and counts == 1.0 for term, counts in found.items())
    return [_asked(term, counts, alone) for term, counts in found.items()][:MOST_TERMS]


def _asked(term: str, counts: float, alone: bool) -> Asked:
    kind = term[0]
    if kind == SIGN and alone:
        return Asked(term, counts, telling=True)
    if kind == SYLLABLE and alone:
        return Asked(term, counts * COUNTS[SYLLABLES], telling=True)
    return Asked(term, counts * COUNTS[kind], kind in TELLING)


def miss_of(text: str) -> str | None:
    """The words of a search that found nothing, as they are counted; None for what is too long to
    be a word, and for what may be somebody's number. Shorter ones (of a room) are masked."""
    words = folded(text)
    if not words or len(words) > LONGEST_MISS or _DIGITS.search(words):
        return None
    return _NUMBER.sub("#", words)


def bit_of(person_id: UUID, words: str) -> int:
    """The bit that stands for somebody among those who missed these words: one of 63, so that it
    names nobody, and another for each words, so that nobody is followed from one to the next."""
    drawn = hashlib.sha256(person_id.bytes + words.encode()).digest()
    return 1 << int.from_bytes(drawn[:8]) % BITS


def is_word(word: str) -> bool:
    """Whether a folded word can be met in what people type: signs, or letters and digits, without
    a gap."""
    return len(word) <= LONGEST_WORD and _WORD.fullmatch(word) is not None
