"""What other features may ask of admission: to give work by a type, within its quotas."""

from shequ_api.features.task_admission.loading_router import Giver, Registered
from shequ_api.features.task_admission.models import AssignedTask, TaskAssignment, TaskType
from shequ_api.features.task_admission.permissions import TaskAdmissionPermission
from shequ_api.features.task_admission.rules import TargetKind, month_of
from shequ_api.features.task_admission.service.booking import give_up, take
from shequ_api.features.task_admission.service.giving import (
    ADMITTED_TASK,
    NothingToAssign,
    refuse_anothers,
    refuse_unfit,
)

__all__ = [
    "ADMITTED_TASK",
    "AssignedTask",
    "Giver",
    "NothingToAssign",
    "Registered",
    "TargetKind",
    "TaskAdmissionPermission",
    "TaskAssignment",
    "TaskType",
    "give_up",
    "month_of",
    "refuse_anothers",
    "refuse_unfit",
    "take",
]
