from typing import ClassVar
from uuid import UUID

from shequ_api.features.visits.events import VisitFact


class VisitReplied(VisitFact):
    name: ClassVar[str] = "visit_replied"

    kind: str
    planned_by_id: UUID
