from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class NoticePublished(Fact):
    """An edition is shown from the notice's beginning on; above the first, it corrects."""

    name: ClassVar[str] = "notice_published"

    category: str
    number: int


class NoticeReviewTurned(Fact):
    """A notice waits for a second person from now on, or does no more: it was passed, given back,
    recalled, withdrawn or let go."""

    name: ClassVar[str] = "notice_review_turned"

    waits: bool
    occasion_id: UUID
    """Of this time of waiting, or of its end."""
    subdistrict_id: UUID | None
    community_id: UUID | None
    """Of the place that issues it."""
    until: datetime
    """There is nothing to pass after this."""
