"""The numbers of family cards."""

from datetime import timedelta
from enum import StrEnum

MEMBERS_AT_MOST = 6
SPENDS_AFTER = timedelta(hours=24)
"""How long a new member waits before spending; whoever opened the card does not."""
JOINS_AFTER = timedelta(days=30)
"""How long whoever left a card waits before joining or opening another one."""
CODE_LASTS = timedelta(minutes=10)
"""As long as one sits at one table."""


class CardChoice(StrEnum):
    """With which card somebody pays."""

    OWN = "own"
    FAMILY = "family"


class FamilyLineKind(StrEnum):
    PAID_IN = "paid_in"
    SPENT = "spent"
    GIVEN_BACK = "given_back"
