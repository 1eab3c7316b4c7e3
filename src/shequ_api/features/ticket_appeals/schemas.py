from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.tickets.public import TicketState
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example

ID = "0199a3c4-5d6e-7f80-9a1b-00000000010b"
APPEAL: dict[str, Any] = {
    "id": ID,
    "ticket_id": ID,
    "service_title": "公共设施",
    "text": "小区门口的路灯不亮",
    "state": "declined",
    "state_title": "不予受理",
    "place_name": "东苑1栋",
    "reason": "路灯在小区红线内，属于社区管理",
    "appealed_at": "2026-11-22T09:30:00.000+08:00",
    "due_at": "2026-11-27T09:30:00.000+08:00",
    "overdue": False,
    "ordered": None,
    "decision": None,
    "decided_at": None,
}


class TicketAppealDraft(Input):
    """Why those above should look again."""

    model_config = by_example({"reason": "路灯在小区红线内，属于社区管理"})

    reason: Note


class TicketAppealDecision(Input):
    """Whether the community is to take it, and why: whoever appealed reads that."""

    model_config = by_example({"ordered": True, "reason": "属于社区职责，请受理"})

    ordered: bool = Field(description="False: it was right to decline, and that is final")
    reason: Note


class TicketAppealView(Output):
    """That those above are to look again at what was declined, and what they decided."""

    model_config = by_example(APPEAL)

    id: UUID
    ticket_id: UUID
    service_title: str
    text: str
    state: TicketState
    state_title: str
    place_name: str
    reason: str | None
    appealed_at: Instant
    due_at: Instant = Field(description="By when they are to decide")
    overdue: bool = Field(description="Not decided, or too late")
    ordered: bool | None = Field(description="The community is to take it; null: not decided")
    decision: str | None = Field(description="Why they decided so")
    decided_at: Instant | None


class TicketAppealStanding(Output):
    """Whether what was declined may be appealed, until when, and the appeal that was made."""

    model_config = by_example(
        {
            "ticket_id": ID,
            "may_appeal": False,
            "appeal_until": "2026-11-29T09:30:00.000+08:00",
            "appeal": APPEAL,
        }
    )

    ticket_id: UUID
    may_appeal: bool = Field(description="By whoever ordered it, now")
    appeal_until: Instant | None = Field(description="Null: it was never declined")
    appeal: TicketAppealView | None
