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


class PlaceMoved(Fact):
    """A place went into another community, with all that lies below it: one fact for them all.

    `subject_id` is the topmost place.
    """

    name: ClassVar[str] = "place_moved"

    left_community_id: UUID
    community_id: UUID
    moved_by_id: UUID


class GridEnded(Fact):
    """A grid was split or merged. `subject_id` is the grid."""

    name: ClassVar[str] = "grid_ended"

    kind: str
    community_id: UUID
    successor_ids: list[UUID]
