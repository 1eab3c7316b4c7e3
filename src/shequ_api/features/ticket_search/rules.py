"""Pure decisions about what is searched for."""

import unicodedata
from itertools import pairwise

from shequ_api.kit.check_digits import damm_digit
from shequ_api.kit.crypto import bare
from shequ_api.kit.errors import Malformed

DAY_DIGITS, NUMBER_DIGITS = 6, 13
FEWEST_SIGNS, MOST_WORDS = 2, 5
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


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
    # As in the migration 0054, which gives the numbers.
    if damm_digit(digits) != "0":
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
