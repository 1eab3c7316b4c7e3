"""A place's own words in a text, however they are spelled to pass unseen. Pure.

Both are folded alike: full-width signs, letters of either case, letters of other alphabets and
digits in other writings become one; all that is neither letter nor digit goes, so that blanks and
dots between the characters hide nothing. Then words are searched as they are: no patterns, so the
time is bounded by the lengths.
"""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from shequ_api.features.content_checks.states import ContentState, whole_of

LONGEST = 20_000
"""Characters of a text that are looked at; shapes bound what people write far below."""
_SAME = {
    **dict.fromkeys("oоοº〇零○◯", "0"),
    **dict.fromkeys("liіι|壹一①", "1"),
    **dict.fromkeys("贰貳二", "2"),
    **dict.fromkeys("叁參三", "3"),
    **dict.fromkeys("肆四", "4"),
    **dict.fromkeys("伍五", "5"),
    **dict.fromkeys("陆陸六", "6"),
    **dict.fromkeys("柒七", "7"),
    **dict.fromkeys("捌八", "8"),
    **dict.fromkeys("玖九", "9"),
    **dict(zip("аеорсухвкмнтαεκμντχ", "aeopcyxbkmhtaekmvtx", strict=True)),
}
"""What looks or reads alike; Cyrillic and Greek letters by their looks."""


class Word(NamedTuple):
    folded: str
    verdict: ContentState


def folded(text: str) -> str:
    """As texts and words are compared."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    signs = (_SAME.get(sign, sign) for sign in plain)
    return "".join(_SAME.get(sign, sign) for sign in signs if sign.isalnum())


def judged(text: str, words: Iterable[Word]) -> ContentState:
    """The worst verdict of the words in a text; pass where there is none."""
    looked_at = folded(text)
    return whole_of([word.verdict for word in words if word.folded in looked_at])
