from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ImportReceived(Fact):
    """A file came in and waits to be checked; `subject_id` is the import."""

    name: ClassVar[str] = "register_import.received"


class ImportOrdered(Fact):
    """Somebody said to apply a checked import; `subject_id` is the import."""

    name: ClassVar[str] = "register_import.ordered"


class ImportApplied(Fact):
    """An import stands in the register; `subject_id` is the import."""

    name: ClassVar[str] = "register_import.applied"

    community_id: UUID
