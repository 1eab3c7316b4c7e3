"""Check digits: what tells a number that was misheard or mistyped."""

_DAMM = (
    *("0317598642", "7092154863", "4206871359", "1750983426", "6123045978"),
    *("3674209581", "5869720134", "8945362017", "9438617205", "2581436790"),
)
"""Damm's quasigroup of order 10 (2004): every single wrong digit shows, and every two neighbours
that were swapped."""


def damm_digit(digits: str) -> str:
    """The digit to put behind ASCII digits; "0" behind those that have theirs already."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)
