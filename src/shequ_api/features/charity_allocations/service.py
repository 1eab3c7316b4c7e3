"""Allocation rules: what they propose each month. They grant nothing."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.registry import Audience, Registry
from shequ_api.blocks.ledger.queries import balance_now
from shequ_api.features.charity.public import Pool, PoolOver
from shequ_api.features.charity_allocations import queries
from shequ_api.features.charity_allocations.models import AllocationRule
from shequ_api.features.charity_allocations.rules import affordable, month_of
from shequ_api.features.charity_grants.public import propose_by_rule, waiting_points
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id

RULES_A_ROUND, HOUSEHOLDS_A_ROUND = 20, 500


class TagUnknown(Malformed):
    code, title = "tag_unknown", "没有这个人群标签，或它不能用于按规则帮扶"


class RuleAlreadyEnded(NotNow):
    code, title = "allocation_rule_ended", "这条帮扶规则已经停止"


class RuleEndsTooSoon(Malformed):
    code, title = "allocation_rule_ends_too_soon", "结束日期须在开始日期之后"


def tag_of(session: AsyncSession, key: str) -> Audience:
    """A discreet audience by its key; `TagUnknown`."""
    parts: Parts = session.info["parts"]
    found = parts.get(Registry).audiences.get(key)
    if found is None or not found.discreet:
        raise TagUnknown
    return found


def make_rule(
    session: AsyncSession,
    actor: Actor,
    pool: Pool,
    *,
    tag: str,
    points: int,
    starts_on: date,
    ends_on: date | None,
    now: datetime,
) -> AllocationRule:
    """So many points a month for each household of the pool's community that carries a tag."""
    tag_of(session, tag)
    if pool.closed_at is not None:
        raise PoolOver
    if ends_on is not None and ends_on <= starts_on:
        raise RuleEndsTooSoon
    rule = AllocationRule(
        id=new_id(),
        community_id=pool.community_id,
        district_id=pool.district_id,
        pool_id=pool.id,
        tag=tag,
        points=points,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(rule)
    return rule


def end_rule(actor: Actor, rule: AllocationRule, *, now: datetime) -> AllocationRule:
    """Let a rule propose nothing more; what it proposed is decided as it stands."""
    if rule.ended_at is not None:
        raise RuleAlreadyEnded
    rule.ended_at, rule.ended_by_id = now, actor.person_id
    return rule


async def run_rules(session: AsyncSession, now: datetime) -> None:
    """Make the proposals of this month: once a rule and household, however often it is run. What a
    pool has not today is proposed as soon as it has it."""
    today = china_date(now)
    due = queries.rules_to_run(month_of(today), today, RULES_A_ROUND)
    for rule in (await session.scalars(due)).all():
        await _run(session, rule, today, now=now)


async def _run(session: AsyncSession, rule: AllocationRule, today: date, *, now: datetime) -> None:
    rule.tried_at, month = now, month_of(today)
    pool = await session.get_one(Pool, rule.pool_id)
    balance = await balance_now(session, account_id=pool.account_id, now=now)
    await enter_district(session, rule.district_id)
    waiting = await session.scalar(waiting_points(pool.id)) or 0
    most = min(affordable(balance.available, int(waiting), rule.points), HOUSEHOLDS_A_ROUND)
    tag = tag_of(session, rule.tag)
    found = (await session.execute(queries.households(rule, tag, month, today, most))).all()
    for place, person_id in found:
        await propose_by_rule(
            session,
            place,
            pool,
            rule_id=rule.id,
            month=month,
            person_id=person_id,
            need=f"按规则帮扶：{tag.title}",
            use="日常生活",
            points=rule.points,
            now=now,
        )
    if len(found) < most:
        rule.ran_for = month
    await session.flush()
    await leave_walls(session)
