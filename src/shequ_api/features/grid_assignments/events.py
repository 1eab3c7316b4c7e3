from typing import ClassVar

from shequ_api.base.events.facts import Fact


class GridAssignmentDue(Fact):
    """Work of this module's own, never announced: `subject_id` is the assignment, whose tasks are
    to be made."""

    name: ClassVar[str] = "grid_assignment_due"


class GridAssignmentCancelled(Fact):
    """Likewise: its tasks are to be cancelled."""

    name: ClassVar[str] = "grid_assignment_cancelled"
