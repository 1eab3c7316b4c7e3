"""Terms by which Chinese text is found: signs, pairs of signs, how they are read, by what letters.

A term names its kind by its first sign: `=` a pair of neighbouring signs, `.` a single sign, `~`
two neighbouring syllables without their tones (居主 finds 居住), `-` one syllable, `^` two or three
neighbouring first letters (jzz finds 居住证), `a` a word in Latin letters or digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain, pairwise

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

PAIR, SIGN, SYLLABLES, SYLLABLE, INITIALS, LATIN = "=", ".", "~", "-", "^", "a"
LONGEST_SYLLABLE = 6
LONGEST_LATIN = 32
"""Of longer words in Latin letters or digits so many signs count: nobody types more, and a term is
short enough for an index."""
NO_INITIAL = frozenset("iuv")
"""No syllable begins with one of these."""
_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_LATIN = re.compile(r"[a-z]+")
_LATIN_WORDS = re.compile(r"[a-z]+(?: [a-z]+)+")


def folded(text: str) -> str:
    """In one width, without capitals, with one space for each gap."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _runs(text: str) -> list[str]:
    return _RUNS.findall(folded(text))


def _is_chinese(run: str) -> bool:
    return not run.isascii()


@cache
def _known_syllables() -> frozenset[str]:
    """All that a sign is read as, without tones."""
    readings = chain.from_iterable(said.split(",") for said in PINYIN_DICT.values())
    bare = (unicodedata.normalize("NFD", said).replace("u\u0308", "v") for said in readings)
    plain = {"".join(sign for sign in said if sign.isascii()) for said in bare}
    # m, n, ng, hm are read so, but would make every row of letters a row of syllables.
    return frozenset(said for said in plain if any(vowel in said for vowel in "aeiouv"))


def warm() -> None:
    """Read what the first search would read: a fifth of a second."""
    _known_syllables()


def syllables_in(word: str) -> list[str]:
    """The fewest syllables that make up a word in Latin letters; none where it is no pinyin."""
    known = _known_syllables()
    best: list[list[str] | None] = [[]]
    for end in range(1, len(word) + 1):
        found: list[str] | None = None
        for begin in range(max(0, end - LONGEST_SYLLABLE), end):
            before = best[begin]
            if before is None or word[begin:end] not in known:
                continue
            if found is None or len(before) + 1 < len(found):
                found = [*before, word[begin:end]]
        best.append(found)
    return best[-1] or []


def _windows(signs: str, width: int) -> list[str]:
    return [signs[at : at + width] for at in range(len(signs) - width + 1)]


def _sound_terms(syllables: list[str]) -> list[str]:
    pairs = [SYLLABLES + one + " " + other for one, other in pairwise(syllables)]
    return [*pairs, *(SYLLABLE + one for one in syllables)]


def _sign_terms(run: str) -> list[str]:
    return [*(PAIR + pair for pair in _windows(run, 2)), *(SIGN + sign for sign in run)]


def _initial_terms(letters: str) -> list[str]:
    return [INITIALS + each for width in (2, 3) for each in _windows(letters, width)]


def terms_of(text: str, *, sounds: bool = True) -> list[str]:
    """By what a kept text is found, each term once. Without `sounds` by its signs alone."""
    found: list[str] = []
    for run in _runs(text):
        if not _is_chinese(run):
            found.append(LATIN + run[:LONGEST_LATIN])
            continue
        found += _sign_terms(run)
        if sounds:
            read = lazy_pinyin(run, style=Style.NORMAL)
            found += _sound_terms(read) + _initial_terms("".join(each[0] for each in read))
    return list(dict.fromkeys(found))


def asked_terms(text: str) -> list[str]:
    """What is looked for where somebody types a text: of letters, as a word, as pinyin, or, where
    they make no syllables, as first letters. Each term once."""
    found: list[str] = []
    # hukou qianyi: a gap between letters ends no word of pinyin; in wifi mima, it is one.
    joined = ("".join(words.split()) for words in _LATIN_WORDS.findall(folded(text)))
    for word in (each for each in joined if syllables_in(each)):
        found += _sound_terms(syllables_in(word))
    for run in _runs(text):
        if _is_chinese(run):
            found += _sign_terms(run) + _sound_terms(lazy_pinyin(run, style=Style.NORMAL))
            continue
        found.append(LATIN + run[:LONGEST_LATIN])
        if not _LATIN.fullmatch(run):
            continue
        if syllables := syllables_in(run):
            found += _sound_terms(syllables)
        elif not NO_INITIAL & set(run):
            found += _widest(run)
    return list(dict.fromkeys(found))


def _widest(letters: str) -> list[str]:
    """Of first letters those in threes, or the one pair."""
    return [INITIALS + each for each in _windows(letters, min(3, len(letters)))]


def parts_of(text: str, longest: int) -> list[str]:
    """All pieces of a text's runs up to a length: to find which words stand in it."""
    runs: Iterable[str] = _runs(text)
    pieces = (
        piece for run in runs for width in range(1, longest + 1) for piece in _windows(run, width)
    )
    return list(dict.fromkeys(pieces))
