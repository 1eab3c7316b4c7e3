"""Texts in pieces that the platform judges one by one, and which of two verdicts is worse."""

from shequ_api.base.wechat.protocol import Suggestion, Verdict

LONGEST, OVERLAP = 2500, 50
"""Characters of one piece, and how many it shares with the next: no word is cut in two."""
_ORDER = list(Suggestion)


def pieces_of(text: str) -> list[str]:
    """All of a text, in pieces that the platform takes; at least one."""
    step = LONGEST - OVERLAP
    starts = range(0, max(len(text) - OVERLAP, 1), step)
    return [text[start : start + LONGEST] for start in starts]


def severity(verdict: Verdict) -> int:
    """By which the worst of several is found."""
    return _ORDER.index(verdict.suggestion)
