from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class CardCareNews(Fact):
    """A card was frozen or thawed. `subject_id` is the card, `person_id` its holder."""

    name: ClassVar[str] = "card_care_news"

    person_id: UUID
    news: str
