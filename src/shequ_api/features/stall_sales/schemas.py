from typing import Annotated
from uuid import UUID

from pydantic import UUID7, Field

from shequ_api.features.family_cards.public import CardChoice
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

SaleId = Annotated[UUID7, Field(description="A UUIDv7 of the device's making")]
_ID, _GOODS = "0199a3c4-5d6e-7f80-9a1b-000000000511", "0199a3c4-5d6e-7f80-9a1b-000000000502"
_LINE = {
    "id": _ID,
    "goods_id": _GOODS,
    "title": "大米 5 千克",
    "quantity": 1,
    "amount_points": 300,
    "amount_fen": 500,
    "partner_name": "东苑便民店",
    "sold_at": "2026-11-22T10:05:00.000+08:00",
    "refunded_at": None,
}


class StallCodeView(Output):
    """What I show at a stall."""

    model_config = by_example(
        {
            "code": "K7WM-2PXD",
            "card": "own",
            "expires_at": "2026-11-22T10:08:00.000+08:00",
            "refresh_after_seconds": 120,
        }
    )

    code: str
    card: CardChoice = Field(description="With which card it pays")
    expires_at: Instant
    refresh_after_seconds: int = Field(description="Ask for the next one then")


class StallSaleDraft(Input):
    """What is sold for how much, and the code that the resident shows."""

    model_config = by_example(
        {
            "goods_id": _GOODS,
            "edition_number": 3,
            "quantity": 1,
            "amount_points": 300,
            "code": "K7WM-2PXD",
        }
    )

    goods_id: Id
    edition_number: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        description="The edition that was shown to the resident: another one is not sold by this"
    )
    quantity: Annotated[int, Field(ge=1, le=99)] = 1
    amount_points: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        description="What the resident was told: no other amount is charged"
    )
    code: Annotated[CleanText, Field(min_length=1, max_length=100)]


class StallSaleLine(Output):
    """A sale, as whoever paid sees it."""

    model_config = by_example(_LINE)

    id: UUID
    goods_id: UUID
    title: str
    quantity: int
    amount_points: int
    amount_fen: int = Field(description="Paid in cash")
    partner_name: str
    sold_at: Instant
    refunded_at: Instant | None


class StallSaleView(StallSaleLine):
    """A sale, as stalls and offices see it: whose card it was, half hidden."""

    model_config = by_example({**_LINE, "person_name": "李*梅"})

    person_name: str = Field(description="Masked")


class StallSaleRefund(Input):
    """Why what was sold is taken back."""

    model_config = by_example({"reason": "商品破损", "restock": False})

    reason: Note
    restock: bool = Field(default=False, description="The goods can be sold again")
