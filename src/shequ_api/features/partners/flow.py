"""How somebody becomes a partner, and ceases to be one, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, Step


class PartnerState(StrEnum):
    APPLIED = "applied"
    MORE_NEEDED = "more_needed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    ENDED = "ended"


_S = PartnerState
STATE_TITLES = {
    _S.APPLIED: "已申请，待审核",
    _S.MORE_NEEDED: "待补充材料",
    _S.DECLINED: "未通过",
    _S.WITHDRAWN: "已撤回",
    _S.ACCEPTED: "已通过，待签约",
    _S.ACTIVE: "合作中",
    _S.SUSPENDED: "已暂停",
    _S.LAPSED: "协议已到期",
    _S.ENDED: "已退出",
}


def _step(
    name: str, title: str, sources: set[PartnerState], target: PartnerState, *, auto: bool = False
) -> Step:
    return Step(name, title, frozenset(sources), target, automatic=auto)


_OPEN = {_S.APPLIED, _S.MORE_NEEDED}
FLOW = Flow(
    "partner",
    states=dict(STATE_TITLES.items()),
    opening=_step("apply", "申请加入", set(), _S.APPLIED),
    steps=[
        _step("amend", "补充材料", _OPEN, _S.APPLIED),
        _step("withdraw", "撤回申请", _OPEN, _S.WITHDRAWN),
        _step("ask_more", "要求补充", {_S.APPLIED}, _S.MORE_NEEDED),
        _step("decline", "不通过", _OPEN, _S.DECLINED),
        _step("accept", "通过", {_S.APPLIED}, _S.ACCEPTED),
        _step("sign", "签订协议", {_S.ACCEPTED, _S.LAPSED}, _S.ACTIVE),
        _step("renew", "续签协议", {_S.ACTIVE}, _S.ACTIVE),
        _step("lapse", "协议到期", {_S.ACTIVE}, _S.LAPSED, auto=True),
        _step("suspend", "暂停合作", {_S.ACTIVE}, _S.SUSPENDED),
        _step("resume", "恢复合作", {_S.SUSPENDED}, _S.ACTIVE),
        _step("end", "退出", {_S.ACCEPTED, _S.ACTIVE, _S.SUSPENDED, _S.LAPSED}, _S.ENDED),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
BEFORE_ACCEPTANCE = (_S.APPLIED, _S.MORE_NEEDED, _S.DECLINED, _S.WITHDRAWN)
"""It has no organisation yet."""
MAY_SIGN = (_S.ACCEPTED, _S.ACTIVE, _S.LAPSED)
"""An agreement may be offered, and signed."""
