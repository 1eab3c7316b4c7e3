"""The four slips (四单) as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class TicketState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RESOLVING = "resolving"
    SETTLED = "settled"
    RATED = "rated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    TicketState.SUBMITTED: "居民已下单",
    TicketState.ACCEPTED: "社区已接单",
    TicketState.RESOLVING: "办理中",
    TicketState.SETTLED: "已办结，待评价",
    TicketState.RATED: "已评价",
    TicketState.DECLINED: "不予受理",
    TicketState.WITHDRAWN: "已撤回",
}


def _step(name: str, title: str, sources: set[TicketState], target: TicketState) -> Step:
    return Step(name, title, frozenset(sources), target)


def _place(state: TicketState) -> Step:
    """Says where it belongs, in whatever state: no slip, so no slip's button offers it."""
    return Step("place", "改定地点", frozenset({state}), state, automatic=True)


_HANDLED = frozenset({TicketState.RESOLVING})
OPEN = frozenset({TicketState.SUBMITTED, TicketState.ACCEPTED, TicketState.RESOLVING})
FLOW = Flow(
    "ticket",
    states=dict(STATE_TITLES.items()),
    opening=_step("submit", "居民下单", set(), TicketState.SUBMITTED),
    steps=[
        _step("accept", "社区接单", {TicketState.SUBMITTED}, TicketState.ACCEPTED),
        _step("decline", "不予受理", {TicketState.SUBMITTED}, TicketState.DECLINED),
        _step(
            "assign", "派单", {TicketState.ACCEPTED, TicketState.RESOLVING}, TicketState.RESOLVING
        ),
        # By themselves, when somebody leaves office.
        Step("hand_over", "转交接手人", _HANDLED, TicketState.RESOLVING, automatic=True),
        Step("return", "退回社区重新派单", _HANDLED, TicketState.ACCEPTED, automatic=True),
        _place(TicketState.SUBMITTED),
        _place(TicketState.ACCEPTED),
        _place(TicketState.RESOLVING),
        Step("transfer", "转交其他社区", OPEN, TicketState.SUBMITTED, automatic=True),
        _step(
            "settle", "共建结单", {TicketState.ACCEPTED, TicketState.RESOLVING}, TicketState.SETTLED
        ),
        _step("rate", "群众评单", {TicketState.SETTLED}, TicketState.RATED),
        _step(
            "withdraw",
            "居民撤回",
            {TicketState.SUBMITTED, TicketState.ACCEPTED},
            TicketState.WITHDRAWN,
        ),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
