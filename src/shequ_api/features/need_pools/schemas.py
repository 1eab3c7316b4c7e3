from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import UUID7, Field

from shequ_api.features.need_pools.flow import PoolState
from shequ_api.features.need_pools.rules import PoolSettlement
from shequ_api.features.needs.public import DESK_LINE, SAID, CategoryCode, NeedDeskLine, Quantity
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

Fen = Annotated[int, Field(ge=0, le=100_000_000_000, description="In fen")]
Members = Annotated[int, Field(ge=1, le=10_000)]
ORGANISATION = "0199a3c4-5d6e-7f80-9a1b-000000000930"
CONTENT: dict[str, Any] = {
    "category_code": "repair",
    "title": "油烟机清洗统单",
    "text": "满 10 户上门，每户一台",
    "closes_on": "2026-12-20",
    "least_members": 10,
    "most_members": 50,
    "settlement": "group_buy",
    "unit_price_fen": 8000,
}
LINE: dict[str, Any] = CONTENT | {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000940",
    "place_id": SAID["place_id"],
    "place_name": "致强社区",
    "category_title": "维修",
    "state": "gathering",
    "members": 7,
    "units": 8,
    "opened_at": "2026-11-22T09:30:00.000+08:00",
    "ratings": 0,
    "average_score": None,
}


VIEW: dict[str, Any] = LINE | {
    "joined": False,
    "organisation_id": None,
    "organisation_name": None,
    "order_text": None,
    "total_price_fen": None,
    "ordered_at": None,
    "delivered_at": None,
    "ended_at": None,
    "cancelled_for": None,
    "version": 1,
}


class NeedPoolContent(Input):
    """What the staff say of a pool."""

    model_config = by_example(CONTENT)

    category_code: CategoryCode
    title: Annotated[CleanText, Field(min_length=2, max_length=100)] = Field(
        description="For everybody, in the staff's own words; joining makes a need of it"
    )
    text: Note
    closes_on: date = Field(
        strict=False, description="The last day on which one can join, in China; within 180 days"
    )
    least_members: Members = Field(description="With fewer at the end of the day, it lapses")
    most_members: Members | None = Field(default=None, description="Null: as many as come")
    settlement: PoolSettlement = Field(strict=False, description="How it is met")
    unit_price_fen: Fen | None = Field(default=None, description="What one costs; null: not said")


class NeedPoolDraft(NeedPoolContent):
    """A pool at a place."""

    model_config = by_example({"place_id": SAID["place_id"], **CONTENT})

    place_id: Id = Field(description="A place in my community, or the community itself")


class PoolJoining(Input):
    """My need in a pool: one that waits, or a new one in the pool's words under this id."""

    model_config = by_example(
        {"need_id": "0199a3c4-5d6e-7f80-9a1b-000000000920", "quantity": 1, "would_pay": True}
    )

    need_id: Annotated[
        UUID7, Field(strict=False, description="Of my waiting need, or of the client's making")
    ]
    place_id: Id | None = Field(
        default=None, description="Of a new need: where; null: where the pool lies"
    )
    quantity: Quantity = 1
    would_pay: bool = Field(default=False, description="Of a new need: I would pay for it")
    would_help: bool = Field(default=False, description="Of a new need: I would lend a hand")


class NeedGathering(Input):
    """Needs for a pool."""

    model_config = by_example({"need_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000920"]})

    need_ids: list[Id] = Field(
        min_length=1, max_length=100, description="Waiting needs of the pool's community"
    )


class PoolOrder(Input):
    """With whom, what, and for how much."""

    model_config = by_example(
        {"organisation_id": ORGANISATION, "text": "12 台，周末上门", "total_price_fen": 96000}
    )

    organisation_id: Id | None = Field(
        default=None, description="Of the same district; null only for the community's own service"
    )
    text: Note = Field(description="What was ordered, and when it comes; for everybody")
    total_price_fen: Fen | None = None


class PoolCancelling(Input):
    """Why a pool comes to nothing."""

    model_config = by_example({"reason": "商家不再供应"})

    reason: Note = Field(description="Everybody reads it")


class NeedPoolLine(Output):
    """A pool in a list."""

    model_config = by_example(LINE)

    id: UUID
    place_id: UUID
    place_name: str
    category_code: str
    category_title: str
    title: str
    text: str
    closes_on: date
    least_members: int
    most_members: int | None
    settlement: PoolSettlement
    unit_price_fen: int | None
    state: PoolState
    members: int = Field(description="How many are in it; of one that is over, were at last")
    units: int = Field(description="How many they want together")
    opened_at: Instant
    ratings: int = Field(description="How many of the members rated it")
    average_score: float | None = Field(description="From 1 to 5; null: nobody rated it")


class NeedPoolView(NeedPoolLine):
    """A pool, and what came of it; its version is the ETag."""

    model_config = by_example(VIEW)

    joined: bool = Field(description="I am in it")
    organisation_id: UUID | None
    organisation_name: str | None = Field(description="With whom it was ordered")
    order_text: str | None
    total_price_fen: int | None
    ordered_at: Instant | None
    delivered_at: Instant | None
    ended_at: Instant | None = Field(description="Since when it is done, lapsed or cancelled")
    cancelled_for: str | None
    version: int


class MyNeedPoolLine(NeedPoolLine):
    """A pool that I am in, or was in at last."""

    model_config = by_example(
        LINE
        | {
            "need_id": DESK_LINE["id"],
            "quantity": 1,
            "joined_at": "2026-11-23T08:00:00.000+08:00",
        }
    )

    need_id: UUID = Field(description="With which need of mine")
    quantity: int
    joined_at: Instant


class NeedPoolMemberLine(NeedDeskLine):
    """Somebody in a pool, with their need, as the staff read it."""

    model_config = by_example(
        DESK_LINE | {"joined_at": "2026-11-23T08:00:00.000+08:00", "gathered": True}
    )

    joined_at: Instant
    gathered: bool = Field(description="By the staff; else they joined by themselves")
