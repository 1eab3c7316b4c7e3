"""How an application is handled, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, step


class ApplicationState(StrEnum):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ApplicationSide(StrEnum):
    """Whose step it was: all that the applicant reads of who took it."""

    APPLICANT = "applicant"
    OFFICE = "office"
    CLOCK = "clock"


MANDATE = "mandate_id"
"""The fact of a step that was taken for the applicant, by that mandate."""
_S = ApplicationState
STATE_TITLES = {
    _S.SUBMITTED: "已提交，待受理",
    _S.RETURNED: "待补正",
    _S.ACCEPTED: "已受理，办理中",
    _S.SUSPENDED: "待补充材料，计时暂停",
    _S.GRANTED: "已办结",
    _S.REFUSED: "不予通过",
    _S.DECLINED: "不予受理",
    _S.WITHDRAWN: "已撤回",
    _S.LAPSED: "逾期未补正，已终止",
}
OPEN = (_S.SUBMITTED, _S.RETURNED, _S.ACCEPTED, _S.SUSPENDED)
WITH_APPLICANT = (_S.RETURNED, _S.SUSPENDED)
"""The office waits for the applicant."""
WITH_OFFICE = (_S.SUBMITTED, _S.ACCEPTED)


FLOW = Flow(
    "service_application",
    states=dict(STATE_TITLES.items()),
    opening=step("submit", "提交申请", set(), _S.SUBMITTED),
    steps=[
        step("accept", "受理", {_S.SUBMITTED}, _S.ACCEPTED),
        step("return", "一次性告知补正", {_S.SUBMITTED}, _S.RETURNED),
        step("return", "办理中要求补充", {_S.ACCEPTED}, _S.SUSPENDED),
        step("decline", "不予受理", {_S.SUBMITTED}, _S.DECLINED),
        step("supplement", "补正", {_S.RETURNED}, _S.SUBMITTED),
        step("supplement", "补充材料", {_S.SUSPENDED}, _S.ACCEPTED),
        step("grant", "办结", {_S.ACCEPTED}, _S.GRANTED),
        step("refuse", "不予通过", {_S.ACCEPTED}, _S.REFUSED),
        step("withdraw", "撤回", set(OPEN), _S.WITHDRAWN),
        step("lapse", "逾期终止", set(WITH_APPLICANT), _S.LAPSED, auto=True),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)} | {
    "return": "要求补正材料",
    "supplement": "补正材料",
}
"""A step's title where the state before it is not told."""
