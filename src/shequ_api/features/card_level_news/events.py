from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class CardLevelRisen(Fact):
    """`subject_id` is the card."""

    name: ClassVar[str] = "card_level_risen"

    person_id: UUID
    level_title: str
