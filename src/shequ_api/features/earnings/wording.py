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

LINE_TITLES = {
    "donation": "捐积分",
    "unit_pledge": "一分钱公益",
    "charity_grant": "公益帮扶",
    "card_gift": "积分转赠",
    "family_card": "家庭卡",
    "redemption": "商城兑换",
    "stall_sale": "当面兑换",
    "manual_credit": "人工补发",
    "points_card": "账号合并",
    "points_debt": "抵扣应扣回的积分",
}
"""By the kind of thing that a movement names, where no rule earned it."""
EXPIRED, OTHER = "积分到期", "其他积分变动"
SIDE_TITLES = {
    "card": "另一张幸福卡",
    "family": "家庭卡",
    "issuer": "社区发放",
    "partner": "合伙人",
    "pool": "公益池",
    "charity_cards": "公益池",
    "expired": "到期积分账户",
}
"""By what an account's owner key begins with: no name of anybody."""


def line_title(reference_kind: str | None, side: str, *, came: bool, back: bool) -> str:
    """What kind of line a movement on a card is. `back`: it undoes another."""
    if side == "expired":
        return EXPIRED
    title = LINE_TITLES.get(reference_kind or "", OTHER)
    return f"{title}退回" if back and came else title


def side_title(side: str) -> str:
    """Whose account is at the other end."""
    return SIDE_TITLES.get(side, "其他账户")


def line_in_words(title: str, reason: str, change: int, other_side: str) -> str:
    """`捐积分：捐给致强社区公益池，支出 12 分，转给公益池`."""
    said = [] if reason == title else [reason]
    if change > 0:
        said += [f"收入 {change} 分", f"来自{other_side}"]
    else:
        said += [f"支出 {-change} 分", f"转给{other_side}"]
    return f"{title}：{'，'.join(said)}"


def reason_for(
    verdict: Verdict,
    points: int,
    title_of_better: str | None = None,
    *,
    left: int = 0,
    unpaid: int = 0,
) -> str:
    """Why I got so many points by a rule, in words for the card.

    `left`: of what was earned for the same thing before; `unpaid`: of what counts against its cap.
    """
    title = verdict.rule.title
    given = f"本次计 {points} 分" if points else "本次不计积分"
    if verdict.outcome == Outcome.OWN_APPROVAL:
        return f"{title}：受理或审核的是本人，不计积分"
    if verdict.outcome == Outcome.OWN_RULE:
        return f"{title}：积分规则由本人制定，不计积分"
    if verdict.outcome == Outcome.MAKER_APPROVED:
        return f"{title}：受理或审核的是积分规则的制定人，不计积分"
    if verdict.outcome == Outcome.OUTRANKED:
        return f"{title}：同组规则只计一条，已按“{title_of_better}”计分"
    if verdict.outcome == Outcome.KEPT_BEFORE and not points < verdict.due:
        return f"{title}：此前已得 {left} 分未扣回，{given}"
    if points < verdict.due and not verdict.rule.shadow:
        return f"{title}：积分发放额度不足，应计 {verdict.due} 分，{given}"
    if verdict.outcome == Outcome.CAPPED and verdict.room is not None:
        return f"{title}：{cap_reached(verdict.room)}{kept_back(unpaid)}，{given}"
    return f"{title}：{points} 分"


def cap_reached(room: Room) -> str:
    """`已到每日上限 20 分`."""
    return f"已到{CAP_TITLES[room.per]}上限 {room.cap_points} 分"


def room_in_words(room: Mapping[str, Any]) -> str:
    """`每周上限 50 分，此前已计 45 分`, of a room as an earning keeps it."""
    title = CAP_TITLES[CapPer(room["per"])]
    said = f"{title}上限 {room['cap_points']} 分，此前已计 {room['counted_points']} 分"
    return said + kept_back(room.get("unpaid_points", 0))


def kept_back(points: int) -> str:
    """`（其中 20 分因额度不足未发放）`."""
    return f"（其中 {points} 分因额度不足未发放）" if points else ""


def taken_in_words(points: int, back: Mapping[str, Any]) -> str:
    """`审核通过被撤回：已扣回 2 分，免除 8 分`: what became of an earning that was taken back."""
    taken, rest, debt = back["taken_points"], back["owed_points"], back["debt_points"] or 0
    said = [f"已扣回 {taken} 分"]
    if debt:
        said.append(f"待抵扣 {debt} 分，尚欠 {back['left_points']} 分")
    if rest > debt:
        said.append(f"免除 {rest - debt} 分")
    if lost := points - taken - rest:
        said.append(f"到期未用 {lost} 分不再扣回")
    return f"审核通过被撤回：{'，'.join(said)}"


def condition_in_words(condition: Condition) -> str:
    """`environment、noise`, `4 至 5`, `不低于 4`."""
    if not isinstance(condition, Mapping):
        return "、".join(str(value) for value in condition)
    low, high = condition.get(AT_LEAST), condition.get(AT_MOST)
    if low is not None and high is not None:
        return f"{low} 至 {high}"
    return f"不低于 {low}" if low is not None else f"不高于 {high}"
