"""The states of a subtask as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class SubtaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    """Its ticket ended or went elsewhere."""


STATE_TITLES = {
    SubtaskState.OPEN: "待完成",
    SubtaskState.DONE: "已完成",
    SubtaskState.CANCELLED: "已取消",
    SubtaskState.DROPPED: "随诉求结束",
}
_OPEN = frozenset({SubtaskState.OPEN})
FLOW = Flow(
    "ticket_subtask",
    states=dict(STATE_TITLES.items()),
    opening=Step("set", "下达", frozenset(), SubtaskState.OPEN),
    steps=[
        Step("finish", "完成", _OPEN, SubtaskState.DONE),
        Step("give", "改派", _OPEN, SubtaskState.OPEN),
        Step("move", "调整期限", _OPEN, SubtaskState.OPEN),
        Step("cancel", "取消", _OPEN, SubtaskState.CANCELLED),
        Step("reopen", "退回重做", frozenset({SubtaskState.DONE}), SubtaskState.OPEN),
        # By themselves: somebody left, or the ticket ended.
        Step("fall", "转由主办人", _OPEN, SubtaskState.OPEN, automatic=True),
        Step("drop", "随诉求结束", _OPEN, SubtaskState.DROPPED, automatic=True),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
