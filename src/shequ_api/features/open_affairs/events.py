from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class DisclosurePublished(Fact):
    """An edition is shown, or will be. `subject_id` is the disclosure."""

    name: ClassVar[str] = "disclosure_published"

    place_id: UUID
    number: int


class DisclosureWithdrawn(Fact):
    """Its words are shown no more. `subject_id` is the disclosure."""

    name: ClassVar[str] = "disclosure_withdrawn"

    place_id: UUID
