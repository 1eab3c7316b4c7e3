from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PatrolPlanFact(Fact):
    """Base: `subject_id` is the plan."""

    community_id: UUID
    by_id: UUID


class PatrolPlanActivated(PatrolPlanFact):
    name: ClassVar[str] = "patrol_plan_activated"


class PatrolPlanChanged(PatrolPlanFact):
    """A running plan says something else from a day on."""

    name: ClassVar[str] = "patrol_plan_changed"

    edition_id: UUID
    changed_from: date


class PatrolPlanEnded(PatrolPlanFact):
    name: ClassVar[str] = "patrol_plan_ended"
