from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PlaceCodeScannedFar(Fact):
    """Again and again within a day: perhaps a copy of it hangs elsewhere. `subject_id` is the code,
    nobody is named."""

    name: ClassVar[str] = "place_code_scanned_far"

    place_id: UUID
    times: int


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
