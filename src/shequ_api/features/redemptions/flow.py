"""The states of a redemption, and the steps between them."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class RedemptionState(StrEnum):
    RESERVED = "reserved"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"


S = RedemptionState
STATE_TITLES = {
    S.RESERVED: "待领取",
    S.FULFILLED: "已领取",
    S.CANCELLED: "已取消",
    S.EXPIRED: "已过期",
    S.REFUNDED: "已退款",
}
_RESERVED = frozenset({S.RESERVED.value})
FLOW = Flow(
    "redemption",
    states={state.value: title for state, title in STATE_TITLES.items()},
    opening=Step("reserve", "兑换", frozenset(), S.RESERVED),
    steps=[
        Step("fulfil", "核销", _RESERVED, S.FULFILLED),
        Step("cancel", "取消", _RESERVED, S.CANCELLED),
        Step("expire", "过期", _RESERVED, S.EXPIRED, automatic=True),
        Step("charge", "补扣", frozenset({S.CANCELLED.value, S.EXPIRED.value}), S.FULFILLED),
        Step("refund", "退款", frozenset({S.FULFILLED.value}), S.REFUNDED),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
