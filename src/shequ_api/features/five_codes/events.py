from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class CataloguePublished(Fact):
    """A place offers other entries from now on. `subject_id` is the catalogue."""

    name: ClassVar[str] = "catalogue_published"

    place_id: UUID
    edition: int
