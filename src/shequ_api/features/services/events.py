from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ServicePublished(Fact):
    """A service is offered by another edition from now on. `subject_id` is the service."""

    name: ClassVar[str] = "service_published"

    place_id: UUID
    edition: int


class ServiceWithdrawn(Fact):
    """A service is not offered any more; what was applied for before goes on."""

    name: ClassVar[str] = "service_withdrawn"

    place_id: UUID
    edition: int
