"""Shapes of gifts and of what is let be given."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.people.schemas import Phone
from shequ_api.features.card_gifts.rules import GiftSide, GiftState
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

Points = Annotated[int, Field(ge=1, le=1_000_000)]
Days = Annotated[int, Field(ge=0, le=365)]
CardNumber = Annotated[str, Field(pattern=r"^[0-9]{18}$")]
TERMS: dict[str, Any] = {
    "enabled": True,
    "least_points": 1,
    "most_points": 50,
    "giver_day_points": 100,
    "giver_month_points": 300,
    "receiver_day_points": 100,
    "receiver_month_points": 300,
    "opened_days": 30,
    "rest_days": 30,
    "circle_days": 30,
    "answer_days": 7,
    "least_level": 2,
    "minimum_age": 18,
    "unknown_age_gives": True,
}
POLICY_ID, DISTRICT = (
    "0199a3c4-5d6e-7f80-9a1b-000000000741",
    "0199a3c4-5d6e-7f80-9a1b-000000000107",
)


class CardGiftPolicyDraft(Input):
    """What people may give from an instant on (now, if not said). `opened_days`: a card gives so
    many days after it was opened; `rest_days`: what came as a gift is not given on for so many;
    `circle_days`: nobody gives back to a giver for so many; `least_level`: how well both have to be
    known (2 a verified dwelling, 3 a document, 4 seen at a counter)."""

    model_config = by_example({**TERMS, "valid_from": None})

    enabled: bool
    least_points: Points
    most_points: Points
    giver_day_points: Points
    giver_month_points: Points
    receiver_day_points: Points
    receiver_month_points: Points
    opened_days: Days
    rest_days: Days
    circle_days: Days
    answer_days: Annotated[int, Field(ge=1, le=30)]
    least_level: Annotated[int, Field(ge=2, le=4)]
    minimum_age: Annotated[int, Field(ge=8, le=18)] = Field(
        default=18, description="Nobody who is known to be younger gives; 18: no minor"
    )
    unknown_age_gives: bool = Field(
        default=True,
        description="Whether those may give whose age no identity document has told; if not, they "
        "prove who they are first",
    )
    valid_from: Instant | None = None


class CardGiftPolicyView(Output):
    """What a district or city lets people give; it holds until a later one begins. A district's own
    goes before its city's."""

    model_config = by_example(
        {
            "id": POLICY_ID,
            "place_id": DISTRICT,
            **TERMS,
            "valid_from": "2026-11-22T09:30:00.000+08:00",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    place_id: UUID
    enabled: bool
    least_points: int
    most_points: int
    giver_day_points: int
    giver_month_points: int
    receiver_day_points: int
    receiver_month_points: int
    opened_days: int
    rest_days: int
    circle_days: int
    answer_days: int
    least_level: int
    minimum_age: int = Field(description="Of who gives")
    unknown_age_gives: bool
    valid_from: Instant
    set_at: Instant


class GiftRecipientQuery(Input):
    """Whom I mean: by the number on their card, or by their phone and whole name. Misses are
    counted."""

    model_config = by_example({"card_number": "510108012345678901"})

    card_number: CardNumber | None = None
    phone: Phone | None = None
    name: Line | None = None
    district_id: Id | None = Field(
        default=None, description="Whose cards; else the district of my home or of my latest card"
    )


class GiftRecipientView(Output):
    """Who was found, to be confirmed by whoever gives. Good for ten minutes."""

    model_config = by_example(
        {
            "recipient_id": "0199a3c4-5d6e-7f80-9a1b-000000000742",
            "masked_name": "王*四",
            "expires_at": "2026-11-22T09:40:00.000+08:00",
        }
    )

    recipient_id: UUID
    masked_name: str
    expires_at: Instant


class CardGiftDraft(Input):
    """What I give to whom I found and confirmed."""

    model_config = by_example(
        {
            "recipient_id": "0199a3c4-5d6e-7f80-9a1b-000000000742",
            "amount_points": 20,
            "message": "谢谢您帮我照看孩子",
        }
    )

    recipient_id: Id
    amount_points: Points
    message: Annotated[CleanText, Field(min_length=1, max_length=40)] | None = None


class CardGiftView(Output):
    """A gift of mine or to me. `other_name` is the other one, masked."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000743",
            "district_id": DISTRICT,
            "side": "given",
            "other_name": "王*四",
            "amount_points": 20,
            "message": "谢谢您帮我照看孩子",
            "state": "offered",
            "state_title": "待接收",
            "offered_at": "2026-11-22T09:31:00.000+08:00",
            "answer_by": "2026-11-29T09:31:00.000+08:00",
            "closed_at": None,
            "transfer_id": None,
        }
    )

    id: UUID
    district_id: UUID
    side: GiftSide
    other_name: str
    amount_points: int
    message: str | None
    state: GiftState
    state_title: str
    offered_at: Instant
    answer_by: Instant = Field(description="Until when it waits; then the points are the giver's")
    closed_at: Instant | None
    transfer_id: UUID | None = Field(description="The movement on both cards, once accepted")
