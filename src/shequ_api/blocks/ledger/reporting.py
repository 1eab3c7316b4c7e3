"""What auditors read: what stood at an instant, and how a period led from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.day_totals import changes_by_kind
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.ledger.proof_models import DayTotal, Proof, ProofLine
from shequ_api.kit.clock import china_date, china_midnight


class Kind(NamedTuple):
    """The accounts of one kind in a ledger and district."""

    ledger: Ledger
    district_id: UUID
    kind: str


Standing = dict[Kind, int]
"""Kind of account -> what all of them have."""
Districts = Select[UUID]


@dataclass(slots=True)
class Flow:
    """What went into or out of the accounts of a kind for one kind of reason."""

    reference_kind: str
    """Empty where the transfers are about nothing."""
    reversal: bool
    transfers: int = 0
    received: int = 0
    given: int = 0


@dataclass(slots=True)
class KindReport:
    """The accounts of one kind over a period: `opening` and the flows come to `closing`, which was
    told from the accounts, not from the flows."""

    kind: Kind
    opening: int = 0
    closing: int = 0
    flows: list[Flow] = field(default_factory=list)

    @property
    def reconciles(self) -> bool:
        moved = sum(flow.received - flow.given for flow in self.flows)
        return self.opening + moved == self.closing


async def stood_before(session: AsyncSession, instant: datetime, districts: Districts) -> Standing:
    """What the accounts of the districts had before an instant: as the last proof before it tells,
    and what moved since. So it reads a day of transfers, however old the instant is."""
    proof = await proof_before(session, instant)
    standing = await _proven(session, proof, districts)
    moved = await session.execute(_changes(proof.as_of if proof else None, instant, districts))
    return _plus(standing, moved)


async def reconciled(
    session: AsyncSession, ledger: Ledger, first: date, last: date, districts: Districts
) -> list[KindReport]:
    """The days from `first` to `last`, both included and totalled, by kind of account."""
    opening = await _stood_at(session, first, districts)
    closing = await _stood_at(session, date.fromordinal(last.toordinal() + 1), districts)
    kinds = {kind for kind in (*opening, *closing) if kind.ledger == ledger}
    reports = {kind: KindReport(kind, opening.get(kind, 0), closing.get(kind, 0)) for kind in kinds}
    for row in await session.execute(_flows(ledger, first, last, districts)):
        kind = Kind(ledger, row.district_id, row.kind)
        report = reports.setdefault(kind, KindReport(kind))
        report.flows.append(
            Flow(row.reference_kind, row.reversal, *map(int, (row.transfers, row.taken, row.given)))
        )
    return [reports[kind] for kind in sorted(reports)]


async def proof_before(session: AsyncSession, instant: datetime) -> Proof | None:
    """The newest proof whose trial balance is of that instant or before."""
    found = select(Proof).where(Proof.as_of <= instant)
    return await session.scalar(found.order_by(Proof.made_at.desc(), Proof.id.desc()).limit(1))


async def _stood_at(session: AsyncSession, day: date, districts: Districts) -> Standing:
    """What stood when a day began, all days before it being totalled."""
    proof = await proof_before(session, china_midnight(day))
    conditions = [DayTotal.day < day, DayTotal.district_id.in_(districts)]
    if proof is not None:
        conditions.append(DayTotal.day >= china_date(proof.as_of))
    moved = await session.execute(changes_by_kind(*conditions))
    return _plus(await _proven(session, proof, districts), moved)


async def _proven(session: AsyncSession, proof: Proof | None, districts: Districts) -> Standing:
    if proof is None:
        return {}
    lines = select(ProofLine).where(
        ProofLine.proof_id == proof.id, ProofLine.district_id.in_(districts)
    )
    found = await session.scalars(lines)
    return {Kind(line.ledger, line.district_id, line.kind): line.balance for line in found}


def _plus(standing: Standing, moved: Any) -> Standing:
    for row in moved:
        kind = Kind(row.ledger, row.district_id, row.kind)
        standing[kind] = standing.get(kind, 0) + int(row.change)
    return standing


def _changes(
    after: datetime | None, before: datetime, districts: Districts
) -> Select[*tuple[Any, ...]]:
    """What moved between two instants, by kind of account."""
    within = [Transfer.at < before, Transfer.district_id.in_(districts)]
    if after is not None:
        within.append(Transfer.at >= after)
    sides = [
        select(own.label("account_id"), change.label("change")).where(*within)
        for own, change in (
            (Transfer.credit_account_id, Transfer.amount),
            (Transfer.debit_account_id, -Transfer.amount),
        )
    ]
    lines = union_all(*sides).subquery()
    group = (Account.ledger, Account.district_id, Account.kind)
    return (
        select(*group, func.sum(lines.c.change).label("change"))
        .join(lines, lines.c.account_id == Account.id)
        .group_by(*group)
    )


def _flows(
    ledger: Ledger, first: date, last: date, districts: Districts
) -> Select[*tuple[Any, ...]]:
    sides = []
    for kind, taken, given in (
        (DayTotal.credit_kind, DayTotal.amount, 0),
        (DayTotal.debit_kind, 0, DayTotal.amount),
    ):
        side: Sequence[Any] = (
            DayTotal.district_id,
            kind.label("kind"),
            DayTotal.reference_kind,
            DayTotal.reversal,
            DayTotal.transfers,
            func.coalesce(taken).label("taken"),
            func.coalesce(given).label("given"),
        )
        days = DayTotal.day.between(first, last)
        mine = (DayTotal.ledger == ledger, DayTotal.district_id.in_(districts))
        sides.append(select(*side).where(*mine, days))
    lines = union_all(*sides).subquery()
    group = [lines.c[name] for name in ("district_id", "kind", "reference_kind", "reversal")]
    sums = [func.sum(lines.c[name]).label(name) for name in ("transfers", "taken", "given")]
    return select(*group, *sums).group_by(*group).order_by(*group)
