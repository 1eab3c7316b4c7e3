"""What other features may ask of admission: to give work by a type, within its quotas."""

from shequ_api.features.task_admission.loading_router import Giver as Giver
from shequ_api.features.task_admission.loading_router import Registered as Registered
from shequ_api.features.task_admission.models import AssignedTask as AssignedTask
from shequ_api.features.task_admission.models import TaskAssignment as TaskAssignment
from shequ_api.features.task_admission.models import TaskType as TaskType
from shequ_api.features.task_admission.rules import TargetKind as TargetKind
from shequ_api.features.task_admission.rules import month_of as month_of
from shequ_api.features.task_admission.service.booking import give_up as give_up
from shequ_api.features.task_admission.service.booking import move as move
from shequ_api.features.task_admission.service.booking import take as take
from shequ_api.features.task_admission.service.giving import ADMITTED_TASK as ADMITTED_TASK
from shequ_api.features.task_admission.service.giving import NothingToAssign as NothingToAssign
from shequ_api.features.task_admission.service.giving import refuse_anothers as refuse_anothers
from shequ_api.features.task_admission.service.giving import refuse_unfit as refuse_unfit
