"""What the routes about hazards begin with: hazards in view, and who may do what."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.permissions import HazardPermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session


async def hazard_in_view(hazard_id: UUID, actor: AnyActor, session: Session) -> Hazard:
    """A hazard inside the actor's scope."""
    hazard = await session.get(Hazard, hazard_id)
    if hazard is None or not actor.covers(hazard):
        raise Absent
    return hazard


TheHazard = Annotated[Hazard, Depends(hazard_in_view)]
Viewer = Annotated[Actor, Depends(may(HazardPermission.VIEW))]
Follower = Annotated[Actor, Depends(may(HazardPermission.FOLLOW_UP))]
Waiver = Annotated[Actor, Depends(may(HazardPermission.WAIVE))]
Decider = Annotated[Actor, Depends(may(HazardPermission.DECIDE_WAIVER))]
Setter = Annotated[Actor, Depends(may(HazardPermission.SET_DEADLINES))]
