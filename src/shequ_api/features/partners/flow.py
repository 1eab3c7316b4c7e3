"""How somebody becomes a partner, and ceases to be one, as a flow."""

from enum import StrEnum

from shequ_api.blocks.workflow.rules import Flow, step


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


_OPEN = {_S.APPLIED, _S.MORE_NEEDED}
FLOW = Flow(
    "partner",
    states=dict(STATE_TITLES.items()),
    opening=step("apply", "申请加入", set(), _S.APPLIED),
    steps=[
        step("amend", "补充材料", _OPEN, _S.APPLIED),
        step("withdraw", "撤回申请", _OPEN, _S.WITHDRAWN),
        step("ask_more", "要求补充", {_S.APPLIED}, _S.MORE_NEEDED),
        step("decline", "不通过", _OPEN, _S.DECLINED),
        step("accept", "通过", {_S.APPLIED}, _S.ACCEPTED),
        step("sign", "签订协议", {_S.ACCEPTED, _S.LAPSED}, _S.ACTIVE),
        step("renew", "续签协议", {_S.ACTIVE}, _S.ACTIVE),
        step("lapse", "协议到期", {_S.ACTIVE}, _S.LAPSED, auto=True),
        step("suspend", "暂停合作", {_S.ACTIVE}, _S.SUSPENDED),
        step("resume", "恢复合作", {_S.SUSPENDED}, _S.ACTIVE),
        step("end", "退出", {_S.ACCEPTED, _S.ACTIVE, _S.SUSPENDED, _S.LAPSED}, _S.ENDED),
    ],
)
STEP_TITLES = {step.name: step.title for step in (FLOW.opening, *FLOW.steps)}
BEFORE_ACCEPTANCE = (_S.APPLIED, _S.MORE_NEEDED, _S.DECLINED, _S.WITHDRAWN)
"""It has no organisation yet."""
MAY_SIGN = (_S.ACCEPTED, _S.ACTIVE, _S.LAPSED)
"""An agreement may be offered, and signed."""
