"""Earning rules over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.earning_rules import queries
from shequ_api.features.earning_rules.loading_router import (
    OurRule,
    Reader,
    Ruler,
    rule_in_scope,
    scope_of,
    terms_of,
    trials_of,
)
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.schemas import EarningRuleDraft, EarningRuleView
from shequ_api.features.earning_rules.service.ruling import end_rule, promote, set_rule
from shequ_api.features.earning_rules.showing import rule_view
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])


async def _shown(session: AsyncSession, rule: EarningRule) -> EarningRuleView:
    row = await session.execute(queries.rule_lines(EarningRule.id == rule.id))
    return rule_view(row.mappings().one())


@router.get("/earning-rules", responses={404: {}})
async def list_earning_rules(
    actor: Reader,
    session: Session,
    paging: ThePaging,
    now: Now,
    community_id: Annotated[
        UUID | None, Query(description="Only rules that hold there, those of everywhere included")
    ] = None,
    ended: Annotated[
        bool, Query(description="Every version that ever was, not only those in force")
    ] = False,
    shadow: Annotated[
        bool,
        Query(description="Those of my scope that are on trial instead; for whoever sets rules"),
    ] = False,
) -> Page[EarningRuleView]:
    """积分规则列表: How points are earned; newest first."""
    lines = queries.rule_lines(EarningRule.shadow.is_(shadow))
    if shadow:
        lines = lines.where(trials_of(actor))
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
    district_id, community_id = await scope_of(session, actor, draft.community_id)
    predecessor = None
    if draft.succeeds_id is not None:
        predecessor = await rule_in_scope(draft.succeeds_id, actor, session)
    rule = await set_rule(
        session,
        actor,
        predecessor,
        terms_of(draft),
        district_id=district_id,
        community_id=community_id,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        now=now,
    )
    return await _shown(session, rule)


@router.put("/earning-rules/{rule_id}/end")
async def end_earning_rule(
    rule: OurRule, actor: Ruler, session: Session, now: Now
) -> EarningRuleView:
    """停用积分规则: Let a rule hold no longer, also one that is to be succeeded some day. Ending it
    again changes nothing."""
    await end_rule(session, actor, rule, now=now)
    return await _shown(session, rule)


@router.post("/earning-rules/{rule_id}/promotion", status_code=201)
async def promote_earning_rule(
    rule: OurRule, actor: Ruler, session: Session, now: Now
) -> EarningRuleView:
    """试运行转正: Let a rule that was on trial pay from now on, as its next version."""
    return await _shown(session, await promote(session, actor, rule, now=now))
