from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.redemptions.public import (
    ClientId,
    Quantity,
    RecordOutcome,
    Settlement,
    TypedCode,
)
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

MOST_RECORDS = 50

_ID = "0199a3c4-5d6e-7f80-9a1b-000000000501"
_GOODS = "0199a3c4-5d6e-7f80-9a1b-000000000502"
_RECORD = "0199a3c4-5d6e-7f80-9a1b-000000000504"


class StallRecordLine(Output):
    """What a stall says that it handed over, and what came of that."""

    model_config = by_example(
        {
            "id": _RECORD,
            "partner_name": "东苑便民店",
            "redemption_id": _ID,
            "title": "大米 5 千克",
            "ordered_quantity": 1,
            "amount_points": 300,
            "amount_fen": 500,
            "goods_id": _GOODS,
            "quantity": 1,
            "offline": True,
            "handed_over_at": "2026-11-22T10:05:00.000+08:00",
            "received_at": "2026-11-22T18:00:00.000+08:00",
            "outcome": "cancelled",
            "settlement": None,
            "settled_at": None,
            "note": None,
        }
    )

    id: UUID
    partner_name: str
    redemption_id: UUID | None
    title: str | None
    ordered_quantity: int | None
    amount_points: int | None
    amount_fen: int | None
    goods_id: UUID | None = Field(description="What was handed over, as the stall says")
    quantity: int | None
    offline: bool
    handed_over_at: Instant
    received_at: Instant
    outcome: RecordOutcome
    settlement: Settlement | None
    settled_at: Instant | None
    note: str | None


class RecordSettlement(Input):
    """What comes of a record that did not fit."""

    model_config = by_example({"settlement": "charged", "note": "居民确认已领取"})

    settlement: Annotated[Settlement, Field(strict=False)]
    note: Note


class OfflineRecord(Input):
    """What was handed over while there was no network."""

    model_config = by_example(
        {
            "id": _RECORD,
            "code": "K7WM-2PXD-9QRT",
            "goods_id": _GOODS,
            "quantity": 1,
            "handed_over_at": "2026-11-22T10:05:00.000+08:00",
        }
    )

    id: ClientId
    code: TypedCode
    goods_id: Id | None = Field(default=None, description="Else what was ordered")
    quantity: Quantity | None = None
    handed_over_at: Instant = Field(description="By the device's clock")


class OfflineRecords(Input):
    """What a device of a stall has to send."""

    model_config = by_example(
        {
            "sent_at": "2026-11-22T18:00:00.000+08:00",
            "records": [
                {
                    "id": _RECORD,
                    "code": "K7WM-2PXD-9QRT",
                    "goods_id": _GOODS,
                    "quantity": 1,
                    "handed_over_at": "2026-11-22T10:05:00.000+08:00",
                }
            ],
        }
    )

    sent_at: Instant = Field(description="By the device's clock, when it sends")
    records: Annotated[list[OfflineRecord], Field(min_length=1, max_length=MOST_RECORDS)]


class OfflineAnswer(Output):
    """What came of one record."""

    model_config = by_example(
        {"id": _RECORD, "kept": True, "outcome": "fulfilled", "redemption_id": _ID}
    )

    id: UUID
    kept: bool = Field(
        description="false: nothing was kept of it. Where `outcome` is null, its id was used for"
        " another record; where it is `unknown`, too many records without an order wait for the"
        " community: keep it and send it again later"
    )
    outcome: RecordOutcome | None
    redemption_id: UUID | None


class RecordAnswers(Output):
    """What came of each record, in the order in which they were sent."""

    model_config = by_example(
        {"answers": [{"id": _RECORD, "kept": True, "outcome": "fulfilled", "redemption_id": _ID}]}
    )

    answers: list[OfflineAnswer]
