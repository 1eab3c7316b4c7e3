"""How an inspection is reviewed, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class State(StrEnum):
    RECEIVED = "received"
    APPROVED = "approved"
    REJECTED = "rejected"


class Decision(StrEnum):
    """What a reviewer may say."""

    APPROVED = "approved"
    REJECTED = "rejected"


STATE_TITLES = {
    State.RECEIVED: "已填报，待审核",
    State.APPROVED: "审核通过",
    State.REJECTED: "审核未通过",
}
STEP_OF = {Decision.APPROVED: "approve", Decision.REJECTED: "reject"}

_WAITING = frozenset({State.RECEIVED})
FLOW = Flow(
    "inspection",
    states=dict(STATE_TITLES.items()),
    opening=Step("receive", "填报", frozenset(), State.RECEIVED),
    steps=[
        Step("approve", "审核通过", _WAITING, State.APPROVED),
        Step("reject", "审核不通过", _WAITING, State.REJECTED),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
