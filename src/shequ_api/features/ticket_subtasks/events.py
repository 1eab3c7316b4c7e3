from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class SubtaskFact(Fact):
    """Base: of a part of the ticket, which is `subject_id`. None of these says whose it is."""

    subtask_id: UUID
    community_id: UUID
    at: datetime


class SubtaskGiven(SubtaskFact):
    """Somebody has it from now on."""

    name: ClassVar[str] = "ticket_subtask_given"

    assignee_id: UUID
    given_by_id: UUID | None
    """None: by itself, since another left."""


class SubtaskTaken(SubtaskFact):
    """Who had it has it no more: it was given to another, cancelled, or dropped."""

    name: ClassVar[str] = "ticket_subtask_taken"

    left_id: UUID
    taken_by_id: UUID | None


class SubtaskDone(SubtaskFact):
    name: ClassVar[str] = "ticket_subtask_done"

    done_by_id: UUID
    lead_id: UUID | None


class RequiredSubtasksDone(SubtaskFact):
    """The last required part is done or cancelled: the ticket may be settled."""

    name: ClassVar[str] = "ticket_required_subtasks_done"

    lead_id: UUID | None
    by_id: UUID


class SubtaskReopened(SubtaskFact):
    name: ClassVar[str] = "ticket_subtask_reopened"

    assignee_id: UUID | None
    reopened_by_id: UUID


class SubtaskOverdue(SubtaskFact):
    name: ClassVar[str] = "ticket_subtask_overdue"

    assignee_id: UUID | None
    lead_id: UUID | None
    due_at: datetime
