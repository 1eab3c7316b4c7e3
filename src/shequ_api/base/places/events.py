from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PlaceEnded(Fact):
    """A place was demolished, and all that lay below it with it: there is one fact for them all.

    `subject_id` is the topmost place.
    """

    name: ClassVar[str] = "place_ended"

    kind: str
    community_id: UUID
    ended_by_id: UUID | None


class GridEnded(Fact):
    """A grid was split or merged. `subject_id` is the grid."""

    name: ClassVar[str] = "grid_ended"

    kind: str
    community_id: UUID
    successor_ids: list[UUID]
