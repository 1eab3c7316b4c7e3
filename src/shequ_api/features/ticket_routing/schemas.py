from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.features.ticket_routing.rules import Condition, RoutingOutcome, WhyNot
from shequ_api.kit.schema import Id, Input, Instant, Key, Output, by_example

ID = "0199a3c4-5d6e-7f80-9a1b-00000000010b"


class RoutingQuestion(Input):
    """A ticket that is thought up."""

    model_config = by_example(
        {
            "place_id": ID,
            "service_code": "environment",
            "source_kind": "mini_program",
            "at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    place_id: Id
    service_code: Key
    source_kind: Key = "mini_program"
    at: Instant | None = Field(default=None, description="Now, where nothing is said")


class ConditionView(Output):
    kind: Condition
    title: str
    met: bool


class CandidateView(Output):
    """Somebody who was considered, with the load of that time."""

    posting_id: UUID
    role: Role
    person_name: str | None
    load: int
    why_not: WhyNot | None
    why_not_title: str | None


class ConsideredRule(Output):
    """A rule that was asked: why it fitted, or did not; and of one that did, who was considered."""

    rule_id: UUID
    version: int
    title: str
    fits: bool
    conditions: list[ConditionView]
    candidates: list[CandidateView]


CONSIDERED: list[dict[str, Any]] = [
    {
        "rule_id": ID,
        "version": 2,
        "title": "环境卫生由微网格员轮流办理",
        "fits": True,
        "conditions": [{"kind": "service", "title": "诉求分类", "met": True}],
        "candidates": [
            {
                "posting_id": ID,
                "role": "micro_grid_worker",
                "person_name": "王小四",
                "load": 3,
                "why_not": None,
                "why_not_title": None,
            }
        ],
    }
]


class RoutingAnswer(Output):
    """What the rules would say."""

    model_config = by_example(
        {"outcome": "assigned", "rule_id": ID, "chosen_posting_id": ID, "considered": CONSIDERED}
    )

    outcome: RoutingOutcome
    rule_id: UUID | None
    chosen_posting_id: UUID | None
    considered: list[ConsideredRule]


class RoutingView(RoutingAnswer):
    """What the rules said to a ticket, as they, the people and their loads were then."""

    model_config = by_example(
        {
            "outcome": "assigned",
            "rule_id": ID,
            "chosen_posting_id": ID,
            "considered": CONSIDERED,
            "occasion": "accepted",
            "routed_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    occasion: str = Field(
        description="filed, accepted, placed, categorised, silent, handler_gone, reopened, unmerged"
    )
    routed_at: Instant


class TicketRoutingView(Output):
    """All that was decided about a ticket by rules, the newest first."""

    model_config = by_example({"ticket_id": ID, "routings": []})

    ticket_id: UUID
    routings: list[RoutingView]


class TicketOfferLine(Output):
    """A ticket that I may grab."""

    model_config = by_example(
        {
            "ticket_id": ID,
            "service_code": "environment",
            "service_title": "环境卫生",
            "private": False,
            "text": "楼道堆了垃圾",
            "place_name": "东苑1栋",
            "offered_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    ticket_id: UUID
    service_code: str
    service_title: str
    private: bool
    text: str | None = Field(
        description="Null where it is private, or unfit for others: for whoever has it"
    )
    place_name: str = Field(description="The community, where it is private")
    offered_at: Instant
