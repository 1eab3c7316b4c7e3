from datetime import date
from uuid import UUID

from pydantic import Field

from shequ_api.blocks.ledger.models import Ledger
from shequ_api.kit.schema import Instant, Output, by_example

_DISTRICT = "0199a3c4-5d6e-7f80-9a1b-000000000905"
_ACCOUNT = "0199a3c4-5d6e-7f80-9a1b-000000000941"
_LINE = {
    "ledger": "points",
    "ledger_title": "积分",
    "unit": "分",
    "district_id": _DISTRICT,
    "kind": "charity_pool",
    "balance": 1200,
}
_PROOF = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000940",
    "made_at": "2026-11-22T03:00:00.000+08:00",
    "made_by": "clock",
    "whole": False,
    "as_of": "2026-11-22T00:00:00.000+08:00",
    "block_number": 5120,
    "block_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "transfers": 4321,
    "accounts": 900,
    "findings": {"sum_is_zero": 0, "transfer_changed": 0},
    "sound": True,
    "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
}


class LedgerBalanceLine(Output):
    """What the accounts of one kind have in a ledger and district."""

    model_config = by_example(_LINE)

    ledger: Ledger
    ledger_title: str
    unit: str
    district_id: UUID
    kind: str = Field(description="Of account, as its feature calls it", examples=["card"])
    balance: int = Field(description="In the unit; below zero where they gave more than they got")


class LedgerProofSummary(Output):
    """That the ledgers were proven: of the whole system, without the amounts of any district."""

    model_config = by_example(_PROOF)

    id: UUID
    made_at: Instant
    made_by: str = Field(description="`clock`, or `operator`")
    whole: bool = Field(description="From the first row; else what was new and a share of the rest")
    as_of: Instant = Field(description="The midnight of its trial balance")
    block_number: int | None = Field(description="Up to this block of the chain")
    block_hash: str | None
    transfers: int = Field(description="How many were read")
    accounts: int = Field(description="How many were replayed")
    findings: dict[str, int] = Field(description="Truth: how many rows are against it")
    sound: bool
    digest: str = Field(description="SHA-256; the audit log has it too")


class LedgerProofView(LedgerProofSummary):
    """A proof with the trial balance of the districts in scope."""

    model_config = by_example(_PROOF | {"lines": [_LINE | {"balance": 0}]})

    lines: list[LedgerBalanceLine]


class TrialLineNow(LedgerBalanceLine):
    """The same with how many accounts they are, and what is held aside."""

    model_config = by_example(_LINE | {"accounts": 3, "held": 0})

    accounts: int | None = Field(description="Null for an instant of the past")
    held: int | None = Field(description="Null for an instant of the past")


class LedgerSum(Output):
    """All accounts of a ledger in a district together: 0."""

    model_config = by_example({"ledger": "points", "district_id": _DISTRICT, "balance": 0})

    ledger: Ledger
    district_id: UUID
    balance: int


class TrialBalance(Output):
    """What all accounts in scope have, by kind, at an instant."""

    model_config = by_example(
        {
            "as_of": "2026-11-22T09:30:00.000+08:00",
            "lines": [_LINE | {"balance": 0, "accounts": 3, "held": 0}],
            "sums": [{"ledger": "points", "district_id": _DISTRICT, "balance": 0}],
        }
    )

    as_of: Instant
    lines: list[TrialLineNow]
    sums: list[LedgerSum]


_FLOW = {
    "reference_kind": "donation",
    "reversal": False,
    "transfers": 12,
    "received": 60,
    "given": 0,
}


class LedgerFlowLine(Output):
    """What went into and out of accounts of a kind for one kind of reason."""

    model_config = by_example(_FLOW)

    reference_kind: str = Field(description="The noun that the transfers are about; empty: none")
    reversal: bool = Field(description="They take earlier ones back")
    transfers: int
    received: int
    given: int


class LedgerKindReconciliation(Output):
    """Accounts of one kind over a period. `closing` is told by accounts, not by the flows."""

    model_config = by_example(
        {
            "district_id": _DISTRICT,
            "kind": "charity_pool",
            "opening": 1140,
            "flows": [_FLOW],
            "closing": 1200,
            "reconciles": True,
        }
    )

    district_id: UUID
    kind: str
    opening: int
    flows: list[LedgerFlowLine]
    closing: int
    reconciles: bool = Field(description="`opening` and the flows come to `closing`")


class LedgerReconciliation(Output):
    """How a ledger came from one day to another, in scope."""

    model_config = by_example(
        {
            "ledger": "points",
            "ledger_title": "积分",
            "unit": "分",
            "first": "2026-11-01",
            "last": "2026-11-21",
            "kinds": [
                {
                    "district_id": _DISTRICT,
                    "kind": "charity_pool",
                    "opening": 1140,
                    "flows": [_FLOW],
                    "closing": 1200,
                    "reconciles": True,
                }
            ],
            "reconciles": True,
        }
    )

    ledger: Ledger
    ledger_title: str
    unit: str
    first: date
    last: date
    kinds: list[LedgerKindReconciliation]
    reconciles: bool


_HELD = _LINE | {
    "id": _ACCOUNT,
    "owner_kind": "pool",
    "floor": 0,
    "held": 0,
    "opened_at": "2026-03-02T10:15:00.000+08:00",
    "moved_at": "2026-11-22T09:30:00.000+08:00",
}


class LedgerAccountLine(LedgerBalanceLine):
    """An account, by the noun of its owner and not by who that is."""

    model_config = by_example(_HELD)

    id: UUID
    owner_kind: str
    floor: int | None = Field(description="Null: an issuer")
    held: int
    opened_at: Instant
    moved_at: Instant | None


class LedgerAccountStanding(LedgerAccountLine):
    """An account as it stood at an instant; `moved_at` is its latest."""

    model_config = by_example(_HELD | {"as_of": "2026-11-22T09:30:00.000+08:00"})

    as_of: Instant


class LedgerStatementLine(Output):
    """A line of an account. Its words are not shown: people write them."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000942",
            "number": 1,
            "at": "2026-11-22T09:30:00.000+08:00",
            "change": 5,
            "balance_after": 1200,
            "other_account_id": "0199a3c4-5d6e-7f80-9a1b-000000000943",
            "other_kind": "card",
            "reference_kind": "donation",
            "reference_id": "0199a3c4-5d6e-7f80-9a1b-000000000117",
            "reverses_id": None,
            "hold_id": None,
        }
    )

    id: UUID
    number: int = Field(description="By which the chain has it")
    at: Instant
    change: int = Field(description="Below zero where the account gave")
    balance_after: int
    other_account_id: UUID
    other_kind: str
    reference_kind: str | None
    reference_id: UUID | None
    reverses_id: UUID | None
    hold_id: UUID | None
