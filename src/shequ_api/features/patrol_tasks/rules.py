"""What states tasks have, and how long they wait."""

from datetime import timedelta
from enum import StrEnum

DAYS_AHEAD = 2
"""Tasks are made for today and so many days more."""
LATE_BY = timedelta(days=7)
"""How long after its window a task still takes what was found inside it, with no signal."""


class TaskState(StrEnum):
    """Open: `ready`, from its making on until its window ends. Ended: `completed`, `failed` (the
    worker could not, and said why), `cancelled` (nobody need do it), `missed` (the window ended;
    what was found inside it and is sent late still completes it). What completed a task may be
    deleted or rejected: it is then `ready` or `missed` again."""

    READY = "ready"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSED = "missed"


class FailureReason(StrEnum):
    """Why a worker could not do a task."""

    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    NO_ACCESS = "no_access"
    UNSAFE = "unsafe"
    OTHER = "other"


REINSPECTION = "reinspection"
"""Of a hazard that was put right: what asks for such a task is the hazard."""
TASK_TITLES = {
    TaskState.READY: "待执行",
    TaskState.COMPLETED: "已完成",
    TaskState.FAILED: "未能完成",
    TaskState.CANCELLED: "已取消",
    TaskState.MISSED: "逾期未做",
}
EVIDENCE_DELETED = "evidence_deleted"
EVIDENCE_REJECTED = "evidence_rejected"
"""Why a task that was done is to be done again, or was missed."""
OPEN_TO_EVIDENCE = (TaskState.READY, TaskState.MISSED)
"""States in which an inspection or check-in from inside the window completes a task."""
