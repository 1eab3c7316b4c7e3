from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class TaskTypeFact(Fact):
    """Base: `subject_id` is the type."""

    department_id: UUID


class TaskTypeAdmitted(TaskTypeFact):
    name: ClassVar[str] = "task_type_admitted"


class TaskTypeEnded(TaskTypeFact):
    """Work may not be given by it: it was suspended or withdrawn."""

    name: ClassVar[str] = "task_type_ended"

    state: str
