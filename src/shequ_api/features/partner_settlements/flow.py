"""The states of a settlement statement, and the steps between them."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class StatementState(StrEnum):
    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    PREPARED = "prepared"
    PAID = "paid"


S = StatementState
STATE_TITLES = {
    S.DRAFTED: "待合作伙伴确认",
    S.CONFIRMED: "已确认",
    S.PREPARED: "待付款",
    S.PAID: "已付款",
}
FLOW = Flow(
    "settlement_statement",
    states={state.value: title for state, title in STATE_TITLES.items()},
    opening=Step("draft", "出具结算单", frozenset(), S.DRAFTED),
    steps=[
        Step("confirm", "确认结算单", frozenset({S.DRAFTED.value}), S.CONFIRMED),
        Step("prepare", "提请付款", frozenset({S.CONFIRMED.value}), S.PREPARED),
        Step("pay", "付款", frozenset({S.PREPARED.value}), S.PAID),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
