"""The numbers of identity, and when two names are one."""

import unicodedata
from datetime import timedelta

DOCUMENT_COUNTS = timedelta(days=2 * 365)
"""Nobody was seen: what was matched once may be in other hands by then."""
COUNTER_COUNTS = timedelta(days=5 * 365)
"""Person and document were seen together; the shortest validity of an adult's ID card is longer."""
CODE_LASTS = timedelta(minutes=5)
"""As long as one stands at a counter."""
TRIES_A_DAY = 5
DAY = timedelta(days=1)
HOMES_ASKED = 5
"""At so many of a person's dwellings the register is asked, and records are looked for."""
CANDIDATES_SHOWN = 20


def names_agree(one: str | None, other: str | None) -> bool:
    """Whether two names are spelt by the same letters; no name agrees with none."""
    return one is not None and other is not None and _letters(one) == _letters(other) != ""


def _letters(name: str) -> str:
    """Without blanks, dots between parts and other signs, and the case of Latin letters."""
    spelt = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in spelt if unicodedata.category(sign)[0] in "LMN")
