"""Alarms and their rules over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.points_alarms import queries
from shequ_api.features.points_alarms.models import PointsAlarm
from shequ_api.features.points_alarms.permissions import AlarmPermission
from shequ_api.features.points_alarms.rules import AlarmKind, AlarmRule, AlarmState
from shequ_api.features.points_alarms.schemas import (
    PointsAlarmDecision,
    PointsAlarmRuleDraft,
    PointsAlarmRules,
    PointsAlarmRuleView,
    PointsAlarmView,
)
from shequ_api.features.points_alarms.service.deciding import decide, set_rule
from shequ_api.features.points_alarms.showing import alarm_view, rule_view, rules_view
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
OfKind = Annotated[AlarmKind, Path(description="What is noticed")]
Viewer = Annotated[Actor, Depends(may(AlarmPermission.VIEW))]
Decider = Annotated[Actor, Depends(may(AlarmPermission.DECIDE))]
RuleSetter = Annotated[Actor, Depends(may(AlarmPermission.SET_RULES))]


async def alarm_in_scope(alarm_id: UUID, actor: AnyActor, session: Session) -> PointsAlarm:
    """An alarm of the actor's scope."""
    here = (PointsAlarm.id == alarm_id, in_scope(actor, PointsAlarm))
    found: PointsAlarm | None = await session.scalar(select(PointsAlarm).where(*here))
    if found is None:
        raise Absent
    return found


TheAlarm = Annotated[PointsAlarm, Depends(alarm_in_scope)]


def _district_of(actor: Actor) -> UUID:
    if actor.district_id is None:
        raise Absent
    return actor.district_id


async def _shown(session: Session, alarm: PointsAlarm) -> PointsAlarmView:
    row = await session.execute(queries.alarm_lines(PointsAlarm.id == alarm.id))
    return alarm_view(row.mappings().one())


@router.get("/points-alarms")
async def list_points_alarms(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[AlarmState | None, Query(description="Only in this state")] = None,
) -> Page[PointsAlarmView]:
    """积分异常预警: What was noticed in my scope, newest first."""
    lines = queries.alarm_lines(in_scope(actor, PointsAlarm))
    if state is not None:
        lines = lines.where(PointsAlarm.state == state)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[alarm_view(row) for row in rows], next_cursor=cursor)


@router.get("/points-alarms/{alarm_id}")
async def get_points_alarm(alarm: TheAlarm, _: Viewer, session: Session) -> PointsAlarmView:
    """查看积分异常预警: One alarm."""
    return await _shown(session, alarm)


@router.put("/points-alarms/{alarm_id}/decision")
async def decide_points_alarm(
    decision: PointsAlarmDecision, alarm: TheAlarm, actor: Decider, session: Session, now: Now
) -> PointsAlarmView:
    """核查积分异常预警: Say what was found; not by whom it is about. It changes no card."""
    await decide(session, actor, alarm, state=decision.state, reason=decision.reason, now=now)
    return await _shown(session, alarm)


@router.get("/points-alarm-rules")
async def get_points_alarm_rules(actor: Viewer, session: Session) -> PointsAlarmRules:
    """查看预警规则: From when on something is noticed in the district in which I act."""
    return rules_view(await queries.rules_in(session, _district_of(actor)))


@router.put("/points-alarm-rules/{kind}")
async def set_points_alarm_rule(
    kind: OfKind, draft: PointsAlarmRuleDraft, actor: RuleSetter, session: Session, now: Now
) -> PointsAlarmRuleView:
    """设置预警规则: From when on something is noticed in the district in which I act."""
    rule = AlarmRule(draft.threshold, draft.window_minutes, draft.enabled)
    await set_rule(session, actor, _district_of(actor), kind, rule, now=now)
    return rule_view(kind, rule)
