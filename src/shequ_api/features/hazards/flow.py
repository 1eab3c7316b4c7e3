"""The life of a hazard as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class HazardState(StrEnum):
    FOUND = "found"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    WAIVED = "waived"
    VOID = "void"


STATE_TITLES = {
    HazardState.FOUND: "已发现，待整改",
    HazardState.RECTIFYING: "整改中",
    HazardState.RECTIFIED: "已整改，待复查",
    HazardState.CLOSED: "复查通过，已闭环",
    HazardState.WAIVED: "已核销",
    HazardState.VOID: "已作废",
}
TO_RECTIFY = frozenset({HazardState.FOUND, HazardState.RECTIFYING})
OPEN = TO_RECTIFY | {HazardState.RECTIFIED}


def _step(name: str, title: str, sources: frozenset[HazardState], target: HazardState) -> Step:
    return Step(name, title, frozenset(sources), target, automatic=name != "waive")


_FOUND = frozenset({HazardState.FOUND})
_RECTIFIED = frozenset({HazardState.RECTIFIED})
FLOW = Flow(
    "hazard",
    states=dict(STATE_TITLES.items()),
    opening=_step("find", "排查发现", frozenset(), HazardState.FOUND),
    steps=[
        _step("begin", "开始整改", _FOUND, HazardState.RECTIFYING),
        _step("lose_ticket", "工单未办理，需另行整改", TO_RECTIFY, HazardState.FOUND),
        _step("rectify", "整改完成", TO_RECTIFY, HazardState.RECTIFIED),
        _step("undo", "整改不成立", _RECTIFIED, HazardState.RECTIFYING),
        _step("fail", "复查不通过", _RECTIFIED, HazardState.RECTIFYING),
        _step("pass", "复查通过", _RECTIFIED, HazardState.CLOSED),
        _step("reopen", "复查不成立", frozenset({HazardState.CLOSED}), HazardState.RECTIFIED),
        _step("waive", "核销", OPEN, HazardState.WAIVED),
        _step("void", "作废", OPEN, HazardState.VOID),
        _step("revive", "恢复", frozenset({HazardState.VOID}), HazardState.FOUND),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
