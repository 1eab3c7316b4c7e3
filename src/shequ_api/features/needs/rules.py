"""Pure decisions about needs: their states, and how much one is like another."""

from enum import StrEnum

from shequ_api.kit.chinese import LATIN, PAIR, terms_of

MOST_WAITING = 20
"""Of one person at one time."""
MOST_TERMS = 200
"""Of one text: what is longer says no more about what is wanted."""


class NeedState(StrEnum):
    WAITING = "waiting"
    POOLED = "pooled"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


STATE_TITLES = {
    NeedState.WAITING: "等待汇集",
    NeedState.POOLED: "已并入统单",
    NeedState.SETTLED: "已解决",
    NeedState.WITHDRAWN: "已撤回",
    NeedState.EXPIRED: "已过期",
}


def wanted_terms(*texts: str) -> list[str]:
    """The pairs of signs and the Latin words in texts: by what alike ones are found."""
    found = (term for text in texts for term in terms_of(text, sounds=False))
    kept = (term for term in found if term[0] in (PAIR, LATIN))
    return list(dict.fromkeys(kept))[:MOST_TERMS]
