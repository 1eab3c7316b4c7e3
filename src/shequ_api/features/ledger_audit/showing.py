"""Shaping what auditors are shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import balance_as_of
from shequ_api.blocks.ledger.reporting import KindReport
from shequ_api.features.ledger_audit import queries
from shequ_api.features.ledger_audit.rules import LEDGER_TITLES, UNITS, owner_kind
from shequ_api.features.ledger_audit.schemas import (
    LedgerBalanceLine,
    LedgerFlowLine,
    LedgerKindReconciliation,
    LedgerProofSummary,
    LedgerReconciliation,
    LedgerStatementLine,
    LedgerSum,
    TrialBalance,
    TrialLineNow,
)


def titles(ledger: Ledger) -> dict[str, str]:
    """What a ledger is called, and in what it counts."""
    return {"ledger_title": LEDGER_TITLES[ledger], "unit": UNITS[ledger]}


def summary(proof: Mapping[str, Any]) -> LedgerProofSummary:
    """A proof's columns, its hashes as text."""
    code: bytes | None = proof["block_hash"]
    names = LedgerProofSummary.model_fields.keys() - {"block_hash", "digest"}
    return LedgerProofSummary(
        **{name: proof[name] for name in names},
        block_hash=code.hex() if code is not None else None,
        digest=proof["digest"].hex(),
    )


def balance_lines(lines: Iterable[Any]) -> list[LedgerBalanceLine]:
    return [LedgerBalanceLine(**_plain(line), **titles(line.ledger)) for line in lines]


def _plain(line: Any) -> dict[str, Any]:
    names = ("ledger", "district_id", "kind", "balance")
    return {name: getattr(line, name) for name in names}


def trial_balance(as_of: datetime, rows: Sequence[Mapping[str, Any]]) -> TrialBalance:
    """Lines by kind, and what they come to."""
    sums: Counter[tuple[Ledger, UUID]] = Counter()
    for row in rows:
        sums[row["ledger"], row["district_id"]] += int(row["balance"])
    return TrialBalance(
        as_of=as_of,
        lines=[TrialLineNow(**row, **titles(row["ledger"])) for row in rows],
        sums=[
            LedgerSum(ledger=ledger, district_id=district_id, balance=balance)
            for (ledger, district_id), balance in sums.items()
        ],
    )


def reconciliation(
    ledger: Ledger, first: date, last: date, reports: Sequence[KindReport]
) -> LedgerReconciliation:
    kinds = [
        LedgerKindReconciliation(
            district_id=report.kind.district_id,
            kind=report.kind.kind,
            opening=report.opening,
            flows=[LedgerFlowLine.model_validate(flow) for flow in report.flows],
            closing=report.closing,
            reconciles=report.reconciles,
        )
        for report in reports
    ]
    return LedgerReconciliation(
        ledger=ledger,
        **titles(ledger),
        first=first,
        last=last,
        kinds=kinds,
        reconciles=all(kind.reconciles for kind in kinds),
    )


def account_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """An account without its owner's name."""
    names = ("id", "ledger", "district_id", "kind", "balance", "floor", "held")
    instants = ("opened_at", "moved_at")
    shown = {name: row[name] for name in (*names, *instants)}
    return shown | titles(row["ledger"]) | {"owner_kind": owner_kind(row["owner_key"])}


async def statement_lines(
    session: AsyncSession, account_id: UUID, rows: Sequence[dict[str, Any]]
) -> list[LedgerStatementLine]:
    """The lines of one page, newest first, each with what the account had after it."""
    if not rows:
        return []
    newest = await balance_as_of(session, account_id=account_id, instant=rows[0]["at"])
    others = {row["other_account_id"] for row in rows}
    kinds = {row.id: row.kind for row in await session.execute(queries.kinds_of(others))}
    balance, items = newest.balance, []
    names = LedgerStatementLine.model_fields.keys() - {"balance_after", "other_kind"}
    for row in rows:
        shown = {name: row[name] for name in names}
        kind = kinds[row["other_account_id"]]
        items.append(LedgerStatementLine(**shown, balance_after=balance, other_kind=kind))
        balance -= row["change"]
    return items
