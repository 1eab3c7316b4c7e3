"""Pure decisions about grants."""

from datetime import datetime, timedelta
from enum import StrEnum

DELIVERED_WITHIN = timedelta(days=30)
DECIDED_WITHIN = timedelta(days=60)
"""Then a proposal for which nobody said both words is over: it keeps no points from others."""
OFFLINE_AT_MOST = timedelta(days=7)
"""How long a phone without signal may keep a delivery: as long are the points held beyond it."""


class GrantForm(StrEnum):
    POINTS = "points"
    GOODS = "goods"
    SERVICES = "services"


FORM_TITLES = {
    GrantForm.POINTS: "积分入卡",
    GrantForm.GOODS: "实物",
    GrantForm.SERVICES: "服务",
}


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    GRANTED = "granted"
    DELIVERED = "delivered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STATE_TITLES = {
    ProposalState.PROPOSED: "待初审",
    ProposalState.APPROVED: "待复审",
    ProposalState.GRANTED: "待发放",
    ProposalState.DELIVERED: "已发放",
    ProposalState.DECLINED: "未通过",
    ProposalState.WITHDRAWN: "已撤回",
    ProposalState.LAPSED: "已逾期",
}
OPEN = frozenset({ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.GRANTED})


class DeliveryProof(StrEnum):
    PHOTO = "photo"
    """Of the handing over."""
    SIGNATURE = "signature"
    """A photo of the signed receipt."""
    WITNESS = "witness"
    """Somebody who saw it, by their name."""
    ACCEPTANCE = "acceptance"
    """The word of the one who is helped, in the app."""


PROOF_TITLES = {
    DeliveryProof.PHOTO: "现场照片",
    DeliveryProof.SIGNATURE: "签收单",
    DeliveryProof.WITNESS: "见证人",
    DeliveryProof.ACCEPTANCE: "本人确认",
}


def held_until(deliver_until: datetime) -> datetime:
    """How long the points of a grant are set aside."""
    return deliver_until + OFFLINE_AT_MOST


def handed_in_time(
    handed_at: datetime, *, granted_at: datetime, deliver_until: datetime, now: datetime
) -> bool:
    """Whether something can have been handed over then."""
    return granted_at <= handed_at <= min(deliver_until, now)
