"""How an inspection is reviewed, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class InspectionState(StrEnum):
    RECEIVED = "received"
    HAS_ISSUES = "has_issues"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"
    DELETED = "deleted"


class ReviewDecision(StrEnum):
    """What a reviewer may say."""

    APPROVED = "approved"
    HAS_ISSUES = "has_issues"
    REJECTED = "rejected"


STATE_TITLES = {
    InspectionState.RECEIVED: "已填报，待审核",
    InspectionState.HAS_ISSUES: "有问题，待补正",
    InspectionState.EDITED: "已修改，待审核",
    InspectionState.APPROVED: "审核通过",
    InspectionState.REJECTED: "审核未通过",
    InspectionState.DELETED: "已删除",
}
STEP_OF = {
    ReviewDecision.APPROVED: "approve",
    ReviewDecision.HAS_ISSUES: "return",
    ReviewDecision.REJECTED: "reject",
}
WAITING = frozenset({InspectionState.RECEIVED, InspectionState.EDITED})
"""For a reviewer."""
_OPEN = WAITING | {InspectionState.HAS_ISSUES}
FLOW = Flow(
    "inspection",
    states=dict(STATE_TITLES.items()),
    opening=Step("receive", "填报", frozenset(), InspectionState.RECEIVED),
    steps=[
        Step("approve", "审核通过", _OPEN, InspectionState.APPROVED),
        Step("return", "退回补正", WAITING, InspectionState.HAS_ISSUES),
        Step("reject", "审核不通过", _OPEN, InspectionState.REJECTED),
        Step("edit", "修改", _OPEN, InspectionState.EDITED),
        # Not to wait for photos any longer leaves it where it stands.
        *(
            Step("waive_photos", "不再等待照片", frozenset({state}), state)
            for state in sorted(_OPEN)
        ),
        Step(
            "withdraw_approval",
            "撤回通过",
            frozenset({InspectionState.APPROVED}),
            InspectionState.HAS_ISSUES,
        ),
        Step(
            "delete",
            "删除",
            frozenset(InspectionState) - {InspectionState.DELETED},
            InspectionState.DELETED,
        ),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
