from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PatrolTaskFact(Fact):
    """Base: `subject_id` is the task."""

    community_id: UUID
    plan_id: UUID | None = None
    """None where another record of ours asked for it: `source_kind`, `source_id`."""
    source_kind: str | None = None
    source_id: UUID | None = None
    place_id: UUID
    worker_id: UUID
    due_on: date
    at: datetime
    """When it was done, or found undoable, by our clock."""


class PatrolTaskCompleted(PatrolTaskFact):
    name: ClassVar[str] = "patrol_task_completed"


class PatrolTaskReopened(PatrolTaskFact):
    """The inspection that completed it was deleted or rejected; `worker_id` had done it."""

    name: ClassVar[str] = "patrol_task_reopened"

    state: str
    """What it is by now: to be done, missed, or needless."""


class PatrolTaskFailed(PatrolTaskFact):
    name: ClassVar[str] = "patrol_task_failed"

    reason: str
