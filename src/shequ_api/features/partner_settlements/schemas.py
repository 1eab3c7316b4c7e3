from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.partner_settlements.flow import StatementState
from shequ_api.features.partner_settlements.rules import LineKind
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example

MOST_POINTS = 1_000_000_000
_ID, _LINE_ID = "0199a3c4-5d6e-7f80-9a1b-000000000521", "0199a3c4-5d6e-7f80-9a1b-000000000522"
_PARTNER = "0199a3c4-5d6e-7f80-9a1b-000000000503"
Points = Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
_STATEMENT: dict[str, Any] = {
    "id": _ID,
    "partner_id": _PARTNER,
    "partner_name": "东苑便民店",
    "state": "drafted",
    "state_title": "待合作伙伴确认",
    "starts_on": "2026-10-01",
    "ends_on": "2026-11-01",
    "fen_per_100_points": 1000,
    "amount_points": 3600,
    "amount_fen": 36000,
    "cash_fen": 12500,
    "open_disputes": 0,
    "drafted_at": "2026-11-01T00:15:00.000+08:00",
    "confirmed_at": None,
    "prepared_at": None,
    "paid_at": None,
    "payment_reference": None,
}


class StatementDraft(Input):
    """Whom to draw a statement up for, and up to which day."""

    model_config = by_example({"partner_id": _PARTNER, "ends_on": "2026-11-01"})

    partner_id: Id
    ends_on: Annotated[
        date | None,
        Field(
            strict=False,
            description="The first day that is not in it; else the end of the agreed period",
        ),
    ] = None


class StatementView(Output):
    """A settlement statement."""

    model_config = by_example(_STATEMENT)

    id: UUID
    partner_id: UUID
    partner_name: str
    state: StatementState
    state_title: str
    starts_on: date
    ends_on: date = Field(description="The first day that is not in it any more")
    fen_per_100_points: int
    amount_points: int
    amount_fen: int = Field(description="What the partner gets for the points")
    cash_fen: int = Field(description="What it took in cash itself: beside, never owed")
    open_disputes: int
    drafted_at: Instant
    confirmed_at: Instant | None
    prepared_at: Instant | None
    paid_at: Instant | None
    payment_reference: str | None


class StatementLine(Output):
    """One transfer of the partner's account."""

    model_config = by_example(
        {
            "id": _LINE_ID,
            "statement_id": _ID,
            "kind": "redemption",
            "kind_title": "兑换",
            "about_id": "0199a3c4-5d6e-7f80-9a1b-000000000501",
            "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
            "reason": "兑换大米 5 千克",
            "points": 300,
            "fen_per_100_points": 1000,
            "at": "2026-10-12T10:05:00.000+08:00",
            "disputed_at": None,
            "dispute_reason": None,
            "decided_at": None,
            "upheld": None,
            "decision_reason": None,
        }
    )

    id: UUID
    statement_id: UUID
    kind: LineKind = Field(description="What it is about: `about_id` is its id")
    kind_title: str
    about_id: UUID
    transfer_id: UUID
    reason: str
    points: int = Field(description="Below zero: what the partner gave back, or gave to charity")
    fen_per_100_points: int = Field(description="Of a correction: that of the line it corrects")
    at: Instant
    disputed_at: Instant | None
    dispute_reason: str | None
    decided_at: Instant | None
    upheld: bool | None
    decision_reason: str | None


class LineDispute(Input):
    """What is wrong with a line."""

    model_config = by_example({"reason": "这笔退款未收回商品"})

    reason: Note


class LineDecision(Input):
    """Whether a disputed line is wrong, and by how many points."""

    model_config = by_example({"upheld": True, "points": 300, "reason": "核实未收回商品"})

    upheld: bool
    points: Points | None = Field(
        default=None,
        description="Of an upheld one, which needs them: how many more the line should say",
    )
    refund: bool = Field(default=False, description="As of a correction")
    reason: Note


class LineCorrection(Input):
    """By how many points a line should say more."""

    model_config = by_example({"points": -300, "refund": True, "reason": "商品有质量问题"})

    points: Points
    refund: bool = Field(
        default=False,
        description="Take back what was bought: all its points go back to the card at once",
    )
    reason: Note


class SettlementCorrectionView(Output):
    """A correction, and the statement in which it stands."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000523",
            "line_id": _LINE_ID,
            "points": -300,
            "reason": "商品有质量问题",
            "made_at": "2026-11-05T10:05:00.000+08:00",
            "refund_transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "statement_id": None,
        }
    )

    id: UUID
    line_id: UUID
    points: int
    reason: str | None
    made_at: Instant
    refund_transfer_id: UUID | None
    statement_id: UUID | None = Field(description="null: it waits for the next statement")


class Payment(Input):
    """By which payment the partner has its money."""

    model_config = by_example({"reference": "对公转账 20261105-0031"})

    reference: Line


class ReconciliationView(Output):
    """A statement beside the ledger."""

    model_config = by_example(
        {
            "amount_points": 3600,
            "lines": 12,
            "lines_points": 3600,
            "ledger_points": 3600,
            "wrong_lines": 0,
            "unlisted_transfers": 0,
            "closed_points": None,
            "balance_points": 3900,
            "unpaid_points": 3900,
            "reconciles": True,
        }
    )

    amount_points: int
    lines: int
    lines_points: int
    ledger_points: int = Field(description="What the ledger says of the transfers of its lines")
    wrong_lines: int = Field(description="Of another amount than the ledger says")
    unlisted_transfers: int = Field(description="Of its days, and in no statement")
    closed_points: int | None = Field(description="What left the account when it was paid")
    balance_points: int = Field(description="On the partner's account now")
    unpaid_points: int = Field(description="In unpaid statements, and in none yet")
    reconciles: bool
