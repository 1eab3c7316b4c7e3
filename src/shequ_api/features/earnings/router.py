"""Why I got points, or none, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.earning_records.public import EarningFact
from shequ_api.features.earning_rules.public import RuleFact
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.permissions import EarningPermission
from shequ_api.features.earnings.schemas import EarningExplanation
from shequ_api.features.earnings.service.explaining import (
    explain,
    explain_earning,
    explain_movement,
    fact_of_mine,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router

router = Router(tags=["points"])
OwnViewer = Annotated[Actor, Depends(may(EarningPermission.VIEW_OWN))]


@router.get("/points/card/lines/{transfer_id}/explanation")
async def explain_points_card_line(
    transfer_id: UUID, actor: OwnViewer, session: Session
) -> EarningExplanation:
    """积分来由: Why I got so many points, by what was earned, taken back or paid into a debt; of a
    line that no rule earned, what it was."""
    earning = await session.scalar(queries.earning_behind(transfer_id, actor.person_id))
    if earning is None:
        told = await explain_movement(session, transfer_id, actor.person_id)
        if told is None:
            raise Absent
        return told
    if earning.fact_id is None:
        return await explain_earning(session, earning)
    kept = await session.get_one(EarningFact, earning.fact_id)
    return await explain(session, kept, actor.person_id)


@router.get("/points/subjects/{subject_id}/explanation")
async def explain_points_of_subject(
    subject_id: UUID,
    actor: OwnViewer,
    session: Session,
    fact: Annotated[
        RuleFact | None, Query(description="Where several were judged; else the latest")
    ] = None,
) -> EarningExplanation:
    """为何没有积分: What rules said to my ticket or inspection, and why others said nothing.

    Not found where nothing was judged about it yet, or where I am none of those who could earn.
    """
    kept = await fact_of_mine(session, subject_id, actor.person_id, fact)
    if kept is None:
        raise Absent
    return await explain(session, kept, actor.person_id)
