"""Why so many points: sentences for the card and its explanation. Pure."""

from collections.abc import Mapping
from typing import Any

from shequ_api.features.earning_rules.public import (
    AT_LEAST,
    AT_MOST,
    CAP_TITLES,
    CapPer,
    Condition,
    Outcome,
    Room,
    Verdict,
)


def reason_for(verdict: Verdict, points: int, title_of_better: str | None = None) -> str:
    """Why I got so many points by a rule, in words for the card."""
    title = verdict.rule.title
    given = f"本次计 {points} 分" if points else "本次不计积分"
    if verdict.outcome == Outcome.OWN_APPROVAL:
        return f"{title}：受理或审核的是本人，不计积分"
    if verdict.outcome == Outcome.OWN_RULE:
        return f"{title}：积分规则由本人制定，不计积分"
    if verdict.outcome == Outcome.OUTRANKED:
        return f"{title}：同组规则只计一条，已按“{title_of_better}”计分"
    if points < verdict.due and not verdict.rule.shadow:
        return f"{title}：积分发放额度不足，应计 {verdict.due} 分，{given}"
    if verdict.outcome == Outcome.CAPPED and verdict.room is not None:
        return f"{title}：{cap_reached(verdict.room)}，{given}"
    return f"{title}：{points} 分"


def cap_reached(room: Room) -> str:
    """`已到每日上限 20 分`."""
    return f"已到{CAP_TITLES[room.per]}上限 {room.cap_points} 分"


def room_in_words(room: Mapping[str, Any]) -> str:
    """`每周上限 50 分，此前已计 45 分`, of a room as an earning keeps it."""
    title = CAP_TITLES[CapPer(room["per"])]
    return f"{title}上限 {room['cap_points']} 分，此前已计 {room['counted_points']} 分"


def condition_in_words(condition: Condition) -> str:
    """`environment、noise`, `4 至 5`, `不低于 4`."""
    if not isinstance(condition, Mapping):
        return "、".join(str(value) for value in condition)
    low, high = condition.get(AT_LEAST), condition.get(AT_MOST)
    if low is not None and high is not None:
        return f"{low} 至 {high}"
    return f"不低于 {low}" if low is not None else f"不高于 {high}"
