from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.family_cards.rules import FamilyLineKind
from shequ_api.kit.schema import CleanText, Input, Instant, Output, by_example

_ID, _TRANSFER = "0199a3c4-5d6e-7f80-9a1b-000000000611", "0199a3c4-5d6e-7f80-9a1b-000000000612"
_MEMBER = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000613",
    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000614",
    "name": "李*梅",
    "is_head": True,
    "day_limit_points": None,
    "month_limit_points": 200,
    "joined_at": "2026-11-22T10:00:00.000+08:00",
}
Limit = Annotated[
    int | None,
    Field(ge=0, le=1_000_000, description="Null: as much as there is; 0: nothing"),
]


class FamilyMemberView(Output):
    """Who pays with a family card."""

    model_config = by_example(_MEMBER)

    id: UUID
    person_id: UUID
    name: str = Field(description="Masked")
    is_head: bool
    day_limit_points: int | None
    month_limit_points: int | None
    joined_at: Instant


class FamilyCardView(Output):
    """The family card of which I am a member."""

    model_config = by_example(
        {
            "id": _ID,
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "available_points": 120,
            "opened_at": "2026-11-22T10:00:00.000+08:00",
            "members": [_MEMBER],
        }
    )

    id: UUID
    district_id: UUID
    available_points: int
    opened_at: Instant
    members: list[FamilyMemberView] = Field(description="Six at most")


class FamilyCodeView(Output):
    """What I show to somebody of my dwelling."""

    model_config = by_example({"code": "K7WM-2PXD", "expires_at": "2026-11-22T10:10:00.000+08:00"})

    code: str
    expires_at: Instant


class FamilyJoining(Input):
    """The code that the head of the card shows."""

    model_config = by_example({"code": "K7WM-2PXD"})

    code: Annotated[CleanText, Field(min_length=1, max_length=100)]


class FamilyPayIn(Input):
    """How much of my own card comes to the family's."""

    model_config = by_example({"amount_points": 50})

    amount_points: Annotated[int, Field(ge=1, le=1_000_000)]


class FamilyLimits(Input):
    """How much a member may spend in a day and in a month of China."""

    model_config = by_example({"day_limit_points": 20, "month_limit_points": 200})

    day_limit_points: Limit = None
    month_limit_points: Limit = None


class FamilyCardLine(Output):
    """One movement on a family card: below zero where points left it."""

    model_config = by_example(
        {
            "transfer_id": _TRANSFER,
            "at": "2026-11-22T10:05:00.000+08:00",
            "amount_points": -20,
            "reason": "当面兑换大米 5 千克",
            "kind": "spent",
            "person_name": "李*梅",
        }
    )

    transfer_id: UUID
    at: Instant
    amount_points: int
    reason: str
    kind: FamilyLineKind | None = Field(description="Null: refunds, and what expired")
    person_name: str | None = Field(description="Masked; who paid in, spent or was given back")
