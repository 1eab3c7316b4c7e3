"""How an inspection is reviewed, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class InspectionState(StrEnum):
    RECEIVED = "received"
    APPROVED = "approved"
    REJECTED = "rejected"


class ReviewDecision(StrEnum):
    """What a reviewer may say."""

    APPROVED = "approved"
    REJECTED = "rejected"


STATE_TITLES = {
    InspectionState.RECEIVED: "已填报，待审核",
    InspectionState.APPROVED: "审核通过",
    InspectionState.REJECTED: "审核未通过",
}
STEP_OF = {ReviewDecision.APPROVED: "approve", ReviewDecision.REJECTED: "reject"}

_WAITING = frozenset({InspectionState.RECEIVED})
FLOW = Flow(
    "inspection",
    states=dict(STATE_TITLES.items()),
    opening=Step("receive", "填报", frozenset(), InspectionState.RECEIVED),
    steps=[
        Step("approve", "审核通过", _WAITING, InspectionState.APPROVED),
        Step("reject", "审核不通过", _WAITING, InspectionState.REJECTED),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
