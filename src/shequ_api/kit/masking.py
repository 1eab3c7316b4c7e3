"""Personal data as screens may show it, in the formats that WeChat publishes for mini-programs.

Masks never show the whole of a short value, and count what a reader would count: names by their
characters, without the blanks, dots and invisible signs that would make two characters look like
three.
"""

import re
import unicodedata

from shequ_api.kit.crypto import bare

LONG_PHONE = 10
LEAST_SHOWN_PARTLY = 6
"""Numbers with fewer signs are hidden whole: their ends would be most of them."""

_COUNTRY_CODE = re.compile(r"\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})")
"""Calling codes of one, two and three digits (ITU-T E.164, list of assigned codes)."""


def mask_phone(phone: str) -> str:
    """`156******77`; with fewer than 10 digits `85****12`; a country code stays: `+852 91****67`.

    Total: spaces and dashes are dropped, whatever else is in the field is masked like digits.
    """
    number = re.sub(r"^00", "+", bare(phone))
    code = _COUNTRY_CODE.match(number)
    local = number[code.end() :] if code else number
    masked = _ends(local, 3 if len(local) >= LONG_PHONE else 2, 2)
    return f"{code[0]} {masked}".rstrip() if code else masked


def mask_id_number(number: str) -> str:
    """First and last sign only: `5****************X`."""
    return _ends(bare(number), 1, 1)


def mask_name(name: str) -> str:
    """Two characters `*三`; more `王*四`, `欧**五`; one is hidden."""
    letters = _letters(name)
    if len(letters) <= 1:
        return "*" * len(name.strip()[:1])
    first = "*" if len(letters) == 2 else letters[0]
    return first + "*" * (len(letters) - 2) + letters[-1]


def _ends(text: str, head: int, tail: int) -> str:
    if len(text) < LEAST_SHOWN_PARTLY:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def _letters(text: str) -> list[str]:
    """Letters and digits, each with its combining marks (variants of rare characters too).

    Rare characters in names are often newer than Python's tables (Cn) or in private use (Co).
    """
    letters: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if kind[0] in "LN" or kind in ("Cn", "Co"):
            letters.append(sign)
        elif kind[0] == "M" and letters:
            letters[-1] += sign
    return letters
