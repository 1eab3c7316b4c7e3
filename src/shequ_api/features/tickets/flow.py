"""The four slips (四单) as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class State(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RESOLVING = "resolving"
    SETTLED = "settled"
    RATED = "rated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    State.SUBMITTED: "居民已下单",
    State.ACCEPTED: "社区已接单",
    State.RESOLVING: "办理中",
    State.SETTLED: "已办结，待评价",
    State.RATED: "已评价",
    State.DECLINED: "不予受理",
    State.WITHDRAWN: "已撤回",
}


def _step(name: str, title: str, sources: set[State], target: State) -> Step:
    return Step(name, title, frozenset(sources), target)


FLOW = Flow(
    "ticket",
    states=dict(STATE_TITLES.items()),
    opening=_step("submit", "居民下单", set(), State.SUBMITTED),
    steps=[
        _step("accept", "社区接单", {State.SUBMITTED}, State.ACCEPTED),
        _step("decline", "不予受理", {State.SUBMITTED}, State.DECLINED),
        _step("assign", "派单", {State.ACCEPTED, State.RESOLVING}, State.RESOLVING),
        _step("settle", "共建结单", {State.ACCEPTED, State.RESOLVING}, State.SETTLED),
        _step("rate", "群众评单", {State.SETTLED}, State.RATED),
        _step("withdraw", "居民撤回", {State.SUBMITTED, State.ACCEPTED}, State.WITHDRAWN),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
