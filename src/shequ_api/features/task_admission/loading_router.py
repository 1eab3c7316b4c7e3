"""What the routes of admission begin with: what is in view, and who may do what."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.task_admission.flow import ONCE_ADMITTED
from shequ_api.features.task_admission.models import AssignedTask, TaskType
from shequ_api.features.task_admission.permissions import TaskAdmissionPermission as Permission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session


async def type_in_register(type_id: UUID, actor: AnyActor, session: Session) -> TaskType:
    """A type that was admitted once; one that was not, by whoever it is in the scope of."""
    found = await session.get(TaskType, type_id)
    if found is None or not (found.state in ONCE_ADMITTED or actor.covers(found)):
        raise Absent
    return found


async def type_in_scope(type_id: UUID, actor: AnyActor, session: Session) -> TaskType:
    """A type of the actor's scope."""
    found = await session.get(TaskType, type_id)
    if found is None or not actor.covers(found):
        raise Absent
    return found


async def task_in_scope(task_id: UUID, actor: AnyActor, session: Session) -> AssignedTask:
    """A task of the actor's scope."""
    found = await session.get(AssignedTask, task_id)
    if found is None or found.patrol_task_id is None or not actor.covers(found):
        raise Absent
    return found


Registered = Annotated[TaskType, Depends(type_in_register)]
TheType = Annotated[TaskType, Depends(type_in_scope)]
TheTask = Annotated[AssignedTask, Depends(task_in_scope)]
Requester = Annotated[Actor, Depends(may(Permission.REQUEST))]
RequestViewer = Annotated[Actor, Depends(may(Permission.VIEW_REQUESTS))]
FirstReviewer = Annotated[Actor, Depends(may(Permission.REVIEW))]
Admitter = Annotated[Actor, Depends(may(Permission.ADMIT))]
Giver = Annotated[Actor, Depends(may(Permission.ASSIGN))]
AssignedViewer = Annotated[Actor, Depends(may(Permission.VIEW_ASSIGNED))]
Returner = Annotated[Actor, Depends(may(Permission.RETURN))]
LoadViewer = Annotated[Actor, Depends(may(Permission.VIEW_LOAD))]
