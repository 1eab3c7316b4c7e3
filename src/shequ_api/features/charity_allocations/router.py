"""Allocation rules of a community over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_allocations import queries
from shequ_api.features.charity_allocations.models import AllocationRule
from shequ_api.features.charity_allocations.permissions import AllocationPermission
from shequ_api.features.charity_allocations.schemas import AllocationRuleDraft, AllocationRuleView
from shequ_api.features.charity_allocations.service import end_rule, make_rule
from shequ_api.features.charity_allocations.showing import rule_view, shown_rule
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity_allocations"])
RuleMaker = Annotated[Actor, Depends(may(AllocationPermission.MANAGE))]


async def rule_to_end(rule_id: UUID, actor: AnyActor, session: Session) -> AllocationRule:
    """A rule of the community that the actor works for, locked."""
    rule = await session.get(AllocationRule, rule_id, with_for_update=True)
    if rule is None or not actor.covers(rule):
        raise Absent
    return rule


RuleToEnd = Annotated[AllocationRule, Depends(rule_to_end)]


@router.get("/charity/allocation-rules")
async def list_allocation_rules(
    actor: RuleMaker, session: Session, paging: ThePaging
) -> Page[AllocationRuleView]:
    """帮扶规则: The rules of my community, newest first."""
    lines = queries.rule_lines(in_scope(actor, AllocationRule))
    order = [AllocationRule.made_at, AllocationRule.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[rule_view(session, row) for row in rows], next_cursor=cursor)


@router.post("/charity/allocation-rules", status_code=201)
async def make_allocation_rule(
    actor: RuleMaker, draft: AllocationRuleDraft, session: Session, now: Now
) -> AllocationRuleView:
    """设立帮扶规则: Each month, propose so many points for each household that carries a tag, up to
    what the pool has. It grants nothing: two people decide on each."""
    pool = await session.get(Pool, draft.pool_id)
    if pool is None or not actor.covers(pool):
        raise Absent
    facts = draft.model_dump(exclude={"pool_id"})
    return await shown_rule(session, make_rule(session, actor, pool, **facts, now=now))


@router.put("/charity/allocation-rules/{rule_id}/end")
async def end_allocation_rule(
    actor: RuleMaker, rule: RuleToEnd, session: Session, now: Now
) -> AllocationRuleView:
    """停止帮扶规则: It proposes nothing more; what it proposed is decided as it stands."""
    return await shown_rule(session, end_rule(actor, rule, now=now))
