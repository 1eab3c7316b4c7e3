"""Pure decisions about what is searched for."""

import unicodedata
from itertools import pairwise

from shequ_api.kit.crypto import bare
from shequ_api.kit.errors import Malformed

DAY_DIGITS, NUMBER_DIGITS = 6, 13
FEWEST_SIGNS, MOST_WORDS = 2, 5
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_DAMM = (
    *("0317598642", "7092154863", "4206871359", "1750983426", "6123045978"),
    *("3674209581", "5869720134", "8945362017", "9438617205", "2581436790"),
)
"""Damm's quasigroup of order 10 (2004), as in the migration 0054 that gives the numbers."""


class NumberMistyped(Malformed):
    """Not 13 digits, or the last one does not fit: one was misheard, or two were swapped."""

    code, title = "number_mistyped", "诉求编号有误，请核对后再输入"


class WordsUnfit(Malformed):
    """Each word has two signs or more; five words at most."""

    code, title = "search_words_unfit", "请输入一至五个词，每个词至少两个字"


def number_in(said: str) -> str:
    """The number in what was heard and typed: gaps, dashes and full width are fine.

    Raises `NumberMistyped`."""
    digits = bare(said)
    if len(digits) != NUMBER_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NumberMistyped
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    if interim:
        raise NumberMistyped
    return f"{digits[:DAY_DIGITS]}-{digits[DAY_DIGITS:-1]}-{digits[-1]}"


def words_in(said: str) -> list[str]:
    """The words of a search in the form in which the database keeps them: in one width, and without
    capitals of ASCII. Raises `WordsUnfit`."""
    words = unicodedata.normalize("NFKC", said).translate(_SMALL).split()
    if not 1 <= len(words) <= MOST_WORDS or any(len(word) < FEWEST_SIGNS for word in words):
        raise WordsUnfit
    return words


def pairs_of(words: list[str]) -> list[str]:
    """The neighbouring signs of words, each pair once: 路灯坏 → 路灯, 灯坏."""
    return sorted({one + other for word in words for one, other in pairwise(word)})


def pattern_of(word: str) -> str:
    """What LIKE asks for, so that no sign of it stands for others."""
    for sign in "\\%_":
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"
