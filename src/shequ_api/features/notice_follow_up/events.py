from datetime import datetime
from typing import ClassVar

from shequ_api.base.events.facts import Fact


class NoticeReminded(Fact):
    """Whoever has not read (or confirmed) it should hear of it again."""

    name: ClassVar[str] = "notice_reminded"

    category: str
    number: int
    at: datetime
    """Which reminder it is."""
