"""Which months and appraisals an actor may name, and what rights there are."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.appraisals.models import Appraisal, AppraisalCorrection, AppraisalMonth
from shequ_api.features.appraisals.permissions import AppraisalPermission
from shequ_api.features.appraisals.queries import of_person
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session


async def month_in_scope(month_id: UUID, actor: AnyActor, session: Session) -> AppraisalMonth:
    """A month of a community inside the actor's scope."""
    month = await session.get(AppraisalMonth, month_id)
    if month is None or not actor.covers(month):
        raise Absent
    return month


async def appraisal_in_view(appraisal_id: UUID, actor: AnyActor, session: Session) -> Appraisal:
    """One's own appraisal, or one in scope."""
    seen = in_view(actor, Appraisal, AppraisalPermission.VIEW, of_person(actor.person_id))
    appraisal = await session.scalar(select(Appraisal).where(Appraisal.id == appraisal_id, seen))
    if appraisal is None:
        raise Absent
    return appraisal


TheMonth = Annotated[AppraisalMonth, Depends(month_in_scope)]
TheAppraisal = Annotated[Appraisal, Depends(appraisal_in_view)]
Viewer = Annotated[Actor, Depends(may(AppraisalPermission.VIEW))]
Corrector = Annotated[Actor, Depends(may(AppraisalPermission.CORRECT))]
OfMonth = Annotated[
    date | None,
    Query(
        ge=date(2000, 1, 1), lt=date(2200, 1, 1), description="Only of the month of this first day"
    ),
]


async def correction_of(
    correction_id: UUID, appraisal: TheAppraisal, session: Session
) -> AppraisalCorrection:
    """What was corrected in an appraisal that the actor may see."""
    correction = await session.get(AppraisalCorrection, correction_id)
    if correction is None or correction.appraisal_id != appraisal.id:
        raise Absent
    return correction


TheCorrection = Annotated[AppraisalCorrection, Depends(correction_of)]
