from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import UUID7, Field

from shequ_api.features.family_cards.public import CardChoice
from shequ_api.features.redemptions.flow import RedemptionState
from shequ_api.features.redemptions.rules import RecordOutcome
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

MOST_QUANTITY = 99

Quantity = Annotated[int, Field(ge=1, le=MOST_QUANTITY)]
ClientId = Annotated[UUID7, Field(description="A UUIDv7 of the device's making", strict=False)]
TypedCode = Annotated[
    CleanText,
    Field(
        min_length=1, max_length=100, description="As typed or scanned", examples=["K7WM-2PXD-9QRT"]
    ),
]
_ID, _GOODS = "0199a3c4-5d6e-7f80-9a1b-000000000501", "0199a3c4-5d6e-7f80-9a1b-000000000502"
_PARTNER, _RECORD = (
    "0199a3c4-5d6e-7f80-9a1b-000000000503",
    "0199a3c4-5d6e-7f80-9a1b-000000000504",
)
_LINE = {
    "id": _ID,
    "goods_id": _GOODS,
    "title": "大米 5 千克",
    "quantity": 1,
    "amount_points": 300,
    "amount_fen": 500,
    "partner_id": _PARTNER,
    "partner_name": "东苑便民店",
    "state": "reserved",
    "state_title": "待领取",
    "reserved_at": "2026-11-22T09:30:00.000+08:00",
    "pick_up_until": "2026-11-30T00:00:00.000+08:00",
    "held_until": "2026-12-01T00:00:00.000+08:00",
    "fulfilled_at": None,
    "ended_at": None,
}


class RedemptionDraft(Input):
    """What I order."""

    model_config = by_example(
        {"goods_id": _GOODS, "quantity": 1, "edition_number": 3, "card": "own"}
    )

    goods_id: Id
    quantity: Quantity = 1
    edition_number: Annotated[int | None, Field(ge=1, le=1_000_000)] = Field(
        default=None, description="The edition that I saw: another one is not ordered by this"
    )
    card: Annotated[CardChoice, Field(strict=False)] = Field(
        default=CardChoice.OWN, description="My own card, or the family card of which I am a member"
    )


class RedemptionLine(Output):
    """An order, as it stands."""

    model_config = by_example(_LINE)

    id: UUID
    goods_id: UUID
    title: str = Field(description="What the goods were called when it was made")
    quantity: int
    amount_points: int
    amount_fen: int = Field(description="Paid in cash at the stall")
    partner_id: UUID
    partner_name: str
    state: RedemptionState
    state_title: str
    reserved_at: Instant
    pick_up_until: Instant
    held_until: Instant = Field(description="When stock and points are free again at the latest")
    fulfilled_at: Instant | None
    ended_at: Instant | None = Field(description="When it was fulfilled, cancelled or expired")


class RedemptionView(RedemptionLine):
    """An order of my own: where it is fetched, and its pick-up code while it waits."""

    model_config = by_example(
        {
            **_LINE,
            "card": "own",
            "pick_up_code": "K7WM-2PXD-9QRT",
            "scanned_code": f"K7WM-2PXD-9QRT/{_GOODS}/1",
            "pick_up_place": "东苑便民店，东苑路 12 号",
            "pick_up_hours": "每天 9 时至 18 时",
        }
    )

    card: CardChoice = Field(description="Which card pays, and is given back what is refunded")
    pick_up_code: str | None = Field(description="To be read out or typed")
    scanned_code: str | None = Field(
        description="To be shown as a QR code: with goods and quantity, for stalls that are offline"
    )
    pick_up_place: str = Field(description="As it was promised when it was made")
    pick_up_hours: str


class StallRedemptionLine(RedemptionLine):
    """An order, as stalls and offices see it: whose it is, half hidden, and no code."""

    model_config = by_example({**_LINE, "person_name": "李*梅"})

    person_name: str = Field(description="Masked")


class Cancellation(Input):
    """Why an order is let go; who cancels another's gives a reason."""

    model_config = by_example({"reason": "本批货已售完，请另选"})

    reason: Note | None = None


class Refund(Input):
    """Why what was handed over is taken back."""

    model_config = by_example({"reason": "商品破损", "restock": False})

    reason: Note
    restock: bool = Field(default=False, description="The goods can be given to somebody else")


class StallRecordDraft(Input):
    """A code that is shown at my stall now."""

    model_config = by_example({"code": "K7WM-2PXD-9QRT"})

    code: TypedCode


class RecordAnswer(Output):
    """What came of handing over."""

    model_config = by_example({"id": _RECORD, "outcome": "fulfilled", "redemption_id": _ID})

    id: UUID
    outcome: RecordOutcome
    redemption_id: UUID | None


class StallKey(Output):
    """By which codes of one last day are checked: HMAC-SHA256 of `number/goods_id/quantity`."""

    model_config = by_example(
        {"last_day": "2026-11-29", "key": "mY3k0T3nq8l1X0b9sWc2dYpQh5uV7zJr4eA6gKiOxNE"}
    )

    last_day: date
    key: str = Field(description="32 bytes, base64url")


class StallKeyRing(Output):
    """The keys of my stall for the days to come."""

    model_config = by_example(
        {
            "organisation_id": _PARTNER,
            "good_until": "2026-11-23T09:30:00.000+08:00",
            "keys": [
                {"last_day": "2026-11-29", "key": "mY3k0T3nq8l1X0b9sWc2dYpQh5uV7zJr4eA6gKiOxNE"}
            ],
        }
    )

    organisation_id: UUID
    good_until: Instant = Field(
        description="Until then the device may use them; then it asks again"
    )
    keys: list[StallKey]
