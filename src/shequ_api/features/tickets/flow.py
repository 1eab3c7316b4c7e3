"""The four slips (四单) as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step, step


class TicketState(StrEnum):
    """Open: `submitted` (nobody took it on yet), `accepted` (the community did; nobody handles it
    yet), `resolving` (somebody handles it). Ended, until it is reopened: `settled` (done, to be
    rated), `rated`, `archived`. Ended: `merged` (goes on in another), `declined` (an appeal may
    bring it back), `withdrawn` (by who ordered it)."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RESOLVING = "resolving"
    SETTLED = "settled"
    RATED = "rated"
    ARCHIVED = "archived"
    MERGED = "merged"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    TicketState.SUBMITTED: "居民已下单",
    TicketState.ACCEPTED: "社区已接单",
    TicketState.RESOLVING: "办理中",
    TicketState.SETTLED: "已办结，待评价",
    TicketState.RATED: "已评价",
    TicketState.ARCHIVED: "已归档",
    TicketState.MERGED: "已并单",
    TicketState.DECLINED: "不予受理",
    TicketState.WITHDRAWN: "已撤回",
}


def _place(state: TicketState) -> Step:
    """Says where it belongs, in whatever state: no slip, so no slip's button offers it."""
    return Step("place", "改定地点", frozenset({state}), state, automatic=True)


def _unmerge(state: TicketState) -> Step:
    """Back to the state in which it was merged into another: one step for each."""
    return Step(f"unmerge_{state}", "拆回", frozenset({TicketState.MERGED}), state, automatic=True)


def _categorise(state: TicketState) -> Step:
    """Says what it is about, in whatever state."""
    return Step("categorise", "改定分类", frozenset({state}), state, automatic=True)


def _progress(state: TicketState) -> Step:
    """Says how far it is, in the words of its place."""
    return Step("progress", "更新办理进展", frozenset({state}), state, automatic=True)


_HANDLED = frozenset({TicketState.RESOLVING})
OPEN = frozenset({TicketState.SUBMITTED, TicketState.ACCEPTED, TicketState.RESOLVING})
ENDED_WELL = frozenset({TicketState.SETTLED, TicketState.RATED})
_ARCHIVED = frozenset({TicketState.ARCHIVED})
_DECLINED = frozenset({TicketState.DECLINED})
FLOW = Flow(
    "ticket",
    states=dict(STATE_TITLES.items()),
    opening=step("submit", "居民下单", set(), TicketState.SUBMITTED),
    steps=[
        step("accept", "社区接单", {TicketState.SUBMITTED}, TicketState.ACCEPTED),
        step("decline", "不予受理", {TicketState.SUBMITTED}, TicketState.DECLINED),
        step(
            "assign", "派单", {TicketState.ACCEPTED, TicketState.RESOLVING}, TicketState.RESOLVING
        ),
        step("claim", "抢单", {TicketState.ACCEPTED}, TicketState.RESOLVING),
        # By a handler, by the community, or by itself when somebody leaves office or is silent.
        step("return", "退回社区重新派单", {TicketState.RESOLVING}, TicketState.ACCEPTED),
        # By itself, when somebody leaves office.
        Step("hand_over", "转交接手人", _HANDLED, TicketState.RESOLVING, automatic=True),
        _categorise(TicketState.SUBMITTED),
        _categorise(TicketState.ACCEPTED),
        _categorise(TicketState.RESOLVING),
        _place(TicketState.SUBMITTED),
        _place(TicketState.ACCEPTED),
        _place(TicketState.RESOLVING),
        Step("transfer", "转交其他社区", OPEN, TicketState.SUBMITTED, automatic=True),
        step(
            "settle", "共建结单", {TicketState.ACCEPTED, TicketState.RESOLVING}, TicketState.SETTLED
        ),
        step("rate", "群众评单", {TicketState.SETTLED}, TicketState.RATED),
        step(
            "withdraw",
            "居民撤回",
            set(OPEN),
            TicketState.WITHDRAWN,
        ),
        # By who ordered it, or the community; out of the archive, by a quality check.
        step("reopen", "重新办理", set(ENDED_WELL), TicketState.ACCEPTED),
        Step("reopen", "重新办理", _ARCHIVED, TicketState.ACCEPTED, automatic=True),
        # The same, by whoever had it last.
        Step(
            "resume",
            "重新办理，仍由原办理人办理",
            ENDED_WELL | _ARCHIVED,
            TicketState.RESOLVING,
            automatic=True,
        ),
        Step("archive", "归档", ENDED_WELL, TicketState.ARCHIVED, automatic=True),
        Step("merge", "并单", OPEN, TicketState.MERGED, automatic=True),
        *(_unmerge(state) for state in sorted(OPEN)),
        *(_progress(state) for state in sorted(OPEN)),
        # With the one under which it was handled.
        Step("decline", "不予受理", frozenset({TicketState.MERGED}), TicketState.DECLINED, True),
        # By who ordered it; those above then uphold it, or order the community to take it.
        Step("appeal", "申请复核", _DECLINED, TicketState.DECLINED, automatic=True),
        Step("uphold", "复核维持不予受理", _DECLINED, TicketState.DECLINED, automatic=True),
        Step("order", "复核责令受理", _DECLINED, TicketState.SUBMITTED, automatic=True),
    ],
)
OWN_STEPS = frozenset({"rate", "withdraw", "reopen", "resume", "appeal"})
"""Those that a reporter takes: of an anonymous one they are unsigned."""
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
