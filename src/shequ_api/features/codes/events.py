from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PlaceCodeFact(Fact):
    """Base: `subject_id` is the code."""

    place_id: UUID
    actor_id: UUID


class PlaceCodeIssued(PlaceCodeFact):
    name: ClassVar[str] = "place_code_issued"


class PlaceCodeSuperseded(PlaceCodeFact):
    name: ClassVar[str] = "place_code_superseded"

    successor_id: UUID


class PlaceCodeRevoked(PlaceCodeFact):
    name: ClassVar[str] = "place_code_revoked"
