"""Points over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.ledger.queries import history
from shequ_api.features.points import queries
from shequ_api.features.points.models import EarningRule, PointsCard
from shequ_api.features.points.permissions import PointsPermission
from shequ_api.features.points.schemas import (
    EarningRuleDraft,
    EarningRuleView,
    PointsCardLine,
    PointsCardView,
)
from shequ_api.features.points.service.cards import open_card
from shequ_api.features.points.service.ruling import end_rule, set_rule
from shequ_api.features.points.showing import card_lines, card_view, rule_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Forbidden, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
Holder = Annotated[Actor, Depends(may(PointsPermission.VIEW_CARD))]
Reader = Annotated[Actor, Depends(may(PointsPermission.VIEW_RULES))]
Ruler = Annotated[Actor, Depends(may(PointsPermission.SET_RULES))]
District = Annotated[
    UUID | None,
    Query(description="Else the district of my acting posting, of my home, of my latest card"),
]


class DistrictNeeded(Malformed):
    code, title = "district_needed", "请选择所在的区，或先登记住户"


class DistrictUnknown(Malformed):
    code, title = "district_unknown", "没有这个区"


class OnlyForACommunity(Forbidden):
    """Rules of a whole district are for whoever acts for the district."""

    code, title = "only_for_a_community", "请指定社区，全区的规则由区级管理员制定"


async def own_card(
    actor: Holder, session: Session, now: Now, district_id: District = None
) -> PointsCard:
    """My card in a district, opened if I have none there."""
    chosen = district_id or await queries.district_of(session, actor, china_date(now))
    if chosen is None:
        raise DistrictNeeded
    district = await session.get(Place, chosen)
    if district is None or district.kind != PlaceKind.DISTRICT:
        raise DistrictUnknown
    return await open_card(session, person_id=actor.person_id, district_id=district.id, now=now)


async def rule_in_scope(rule_id: UUID, actor: AnyActor, session: Session) -> EarningRule:
    """A rule of the actor's community, or of their district."""
    rule = await session.get(EarningRule, rule_id)
    if rule is None or not _is_ours(actor, rule):
        raise Absent
    return rule


OwnCard = Annotated[PointsCard, Depends(own_card)]
OurRule = Annotated[EarningRule, Depends(rule_in_scope)]


def _is_ours(actor: Actor, rule: EarningRule) -> bool:
    """Whether a rule's scope lies in the actor's: rules of everywhere are nobody's."""
    return rule.district_id is not None and actor.covers(rule)


async def _scope(
    session: Session, actor: Actor, community_id: UUID | None
) -> tuple[UUID, UUID | None]:
    """District and community of a new rule."""
    if community_id is None:
        acting = actor.acting
        if acting is None or acting.scope.column != SCOPE_COLUMNS[PlaceKind.DISTRICT]:
            raise OnlyForACommunity
        return acting.scope.id, None
    community = await session.get(Place, community_id)
    if community is None or community.kind != PlaceKind.COMMUNITY or not actor.covers(community):
        raise Absent
    if community.district_id is None or community.ended_at is not None:
        raise Absent
    return community.district_id, community.id


async def _shown(session: Session, rule: EarningRule) -> EarningRuleView:
    row = await session.execute(queries.rule_lines(EarningRule.id == rule.id))
    return rule_view(row.mappings().one())


@router.get("/points/card")
async def get_points_card(card: OwnCard, session: Session, now: Now) -> PointsCardView:
    """我的幸福卡: My card in a district; the first look opens it."""
    return await card_view(session, card, now)


@router.get("/points/card/lines")
async def list_points_card_lines(
    card: OwnCard, session: Session, paging: ThePaging
) -> Page[PointsCardLine]:
    """积分明细: What came and went, newest first."""
    lines, order = history(card.account_id, after=paging.after, limit=paging.limit)
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=await card_lines(session, card, rows), next_cursor=cursor)


@router.get("/earning-rules", responses={404: {}})
async def list_earning_rules(
    _: Reader,
    session: Session,
    paging: ThePaging,
    now: Now,
    community_id: Annotated[
        UUID | None, Query(description="Only rules that hold there, those of everywhere included")
    ] = None,
    ended: Annotated[
        bool, Query(description="Every version that ever was, not only those in force")
    ] = False,
) -> Page[EarningRuleView]:
    """积分规则列表: How points are earned; newest first."""
    lines = queries.rule_lines()
    if community_id is not None:
        community = await session.get(Place, community_id)
        if community is None:
            raise Absent
        lines = lines.where(queries.holds_in(community.id, community.district_id))
    if not ended:
        lines = lines.where(queries.in_force(now))
    rows, cursor = await page_of(session, lines, [EarningRule.id], paging)
    return Page(items=[rule_view(row) for row in rows], next_cursor=cursor)


@router.post("/earning-rules", status_code=201)
async def set_earning_rule(
    draft: EarningRuleDraft, actor: Ruler, session: Session, now: Now
) -> EarningRuleView:
    """制定积分规则: Set a rule, or the next version of one."""
    district_id, community_id = await _scope(session, actor, draft.community_id)
    predecessor = None
    if draft.succeeds_id is not None:
        predecessor = await rule_in_scope(draft.succeeds_id, actor, session)
    rule = await set_rule(
        session,
        actor,
        predecessor,
        district_id=district_id,
        community_id=community_id,
        **draft.model_dump(exclude={"community_id", "succeeds_id"}),
        now=now,
    )
    return await _shown(session, rule)


@router.put("/earning-rules/{rule_id}/end")
async def end_earning_rule(
    rule: OurRule, actor: Ruler, session: Session, now: Now
) -> EarningRuleView:
    """停用积分规则: Let a rule hold no longer. Ending it again changes nothing."""
    await end_rule(session, actor, rule, ends_at=now, now=now)
    return await _shown(session, rule)
