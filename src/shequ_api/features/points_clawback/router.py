"""Taking back over HTTP: a district's policy, and what I owe."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.points_clawback import queries
from shequ_api.features.points_clawback.models import ClawbackPolicy, PointsDebt
from shequ_api.features.points_clawback.permissions import ClawbackPermission
from shequ_api.features.points_clawback.rules import debt_in_words
from shequ_api.features.points_clawback.schemas import (
    ClawbackPolicyDraft,
    ClawbackPolicyView,
    PointsDebtView,
)
from shequ_api.features.points_clawback.service.policies import set_clawback_policy
from shequ_api.kit.errors import Absent, Forbidden
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
Reader = Annotated[Actor, Depends(may(ClawbackPermission.VIEW))]
Debtor = Annotated[Actor, Depends(may(ClawbackPermission.VIEW_DEBTS))]
Setter = Annotated[Actor, Depends(may(ClawbackPermission.SET))]


class OnlyForADistrict(Forbidden):
    """Cards are of a district: so is what is taken back from them."""

    code, title = "only_for_a_district", "请以区级身份设定扣回办法"


@router.get("/clawback-policies", responses={404: {}})
async def list_clawback_policies(
    _: Reader,
    session: Session,
    paging: ThePaging,
    district_id: Annotated[UUID, Query(description="Whose policies")],
) -> Page[ClawbackPolicyView]:
    """积分扣回办法: What becomes of points that are to be taken back, the latest first."""
    district = await session.get(Place, district_id)
    if district is None or district.kind != PlaceKind.DISTRICT:
        raise Absent
    order = [ClawbackPolicy.valid_from, ClawbackPolicy.id]
    rows, cursor = await page_of(session, queries.policy_lines(district.id), order, paging)
    return Page(items=[ClawbackPolicyView(**row) for row in rows], next_cursor=cursor)


@router.post("/clawback-policies", status_code=201)
async def set_district_clawback_policy(
    draft: ClawbackPolicyDraft, actor: Setter, session: Session, now: Now
) -> ClawbackPolicyView:
    """设定积分扣回办法: For the district in which I hold office; debts stay."""
    acting = actor.acting
    if acting is None or acting.scope.column != SCOPE_COLUMNS[PlaceKind.DISTRICT]:
        raise OnlyForADistrict
    policy = await set_clawback_policy(
        session, actor, acting.scope.id, **draft.model_dump(), now=now
    )
    return ClawbackPolicyView.model_validate(policy)


@router.get("/points/debts")
async def list_points_debts(
    actor: Debtor, session: Session, paging: ThePaging
) -> Page[PointsDebtView]:
    """待抵扣的积分: What I owe of points that were taken back, the latest first."""
    order = [PointsDebt.arose_at, PointsDebt.earning_id]
    rows, cursor = await page_of(session, queries.debt_lines(actor.person_id), order, paging)
    views = [PointsDebtView(**row, text=debt_in_words(row)) for row in rows]
    return Page(items=views, next_cursor=cursor)
