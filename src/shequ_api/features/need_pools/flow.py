"""What becomes of a pool, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, step


class PoolState(StrEnum):
    GATHERING = "gathering"
    CLOSED = "closed"
    LAPSED = "lapsed"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    DONE = "done"
    CANCELLED = "cancelled"


_S = PoolState
STATE_TITLES = {
    _S.GATHERING: "汇集中",
    _S.CLOSED: "已截止，待下单",
    _S.LAPSED: "人数不足，未成单",
    _S.ORDERED: "已下单",
    _S.DELIVERED: "已交付，待评价",
    _S.DONE: "已完成",
    _S.CANCELLED: "已取消",
}


FLOW = Flow(
    "need_pool",
    states=dict(STATE_TITLES.items()),
    opening=step("open", "发起统单", set(), _S.GATHERING),
    steps=[
        step("close", "截止", {_S.GATHERING}, _S.CLOSED),
        step("lapse", "人数不足", {_S.GATHERING, _S.CLOSED}, _S.LAPSED, auto=True),
        step("order", "下单", {_S.CLOSED}, _S.ORDERED),
        step("deliver", "交付", {_S.ORDERED}, _S.DELIVERED),
        step("finish", "完成", {_S.DELIVERED}, _S.DONE, auto=True),
        step("cancel", "取消", {_S.GATHERING, _S.CLOSED, _S.ORDERED}, _S.CANCELLED),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
NOT_ORDERED = (_S.GATHERING, _S.CLOSED)
UNMET = (_S.GATHERING, _S.CLOSED, _S.ORDERED)
"""Something may still come of it, and nothing has."""
