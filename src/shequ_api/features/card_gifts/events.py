from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class CardGiftNews(Fact):
    """`subject_id` is the gift, `person_id` who should know: of an offer the receiver, of its end
    the giver."""

    name: ClassVar[str] = "card_gift_news"

    person_id: UUID
    news: str
    """In words, without names."""


class CardGiftAccepted(Fact):
    """The points are on the receiver's card. `subject_id` is the gift, `person_id` the receiver."""

    name: ClassVar[str] = "card_gift_accepted"

    community_id: UUID
    person_id: UUID
    giver_id: UUID
    amount_points: int
