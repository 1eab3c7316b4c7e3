"""How a type of task is admitted, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, step


class TypeState(StrEnum):
    REQUESTED = "requested"
    RECOMMENDED = "recommended"
    ADMITTED = "admitted"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    TypeState.REQUESTED: "已申请，待街道初审",
    TypeState.RECOMMENDED: "街道已同意，待区级审定",
    TypeState.ADMITTED: "已准入",
    TypeState.REFUSED: "不予准入",
    TypeState.SUSPENDED: "已暂停",
    TypeState.WITHDRAWN: "已取消",
}


class Standing(StrEnum):
    """What a district may make of an admitted type."""

    ADMITTED = "admitted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


_ADMITTED, _SUSPENDED = TypeState.ADMITTED, TypeState.SUSPENDED
FLOW = Flow(
    "task_type",
    states=dict(STATE_TITLES.items()),
    opening=step("request", "申请准入", set(), TypeState.REQUESTED),
    steps=[
        step("recommend", "街道同意", {TypeState.REQUESTED}, TypeState.RECOMMENDED),
        step("turn_down", "街道不同意", {TypeState.REQUESTED}, TypeState.REFUSED),
        step("admit", "准予进入网格", {TypeState.RECOMMENDED}, _ADMITTED),
        step("refuse", "不予准入", {TypeState.RECOMMENDED}, TypeState.REFUSED),
        step("suspend", "暂停", {_ADMITTED}, _SUSPENDED),
        step("resume", "恢复", {_SUSPENDED}, _ADMITTED),
        step("withdraw", "取消准入", {_ADMITTED, _SUSPENDED}, TypeState.WITHDRAWN),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
STEP_TO = {
    Standing.ADMITTED: "resume",
    Standing.SUSPENDED: "suspend",
    Standing.WITHDRAWN: "withdraw",
}
ONCE_ADMITTED = (_ADMITTED, _SUSPENDED, TypeState.WITHDRAWN)
"""What stands in the public register."""
