from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.blocks.ledger.models import LEDGER, Ledger
from shequ_api.kit.model import Base, Identified


class LedgerBlock(Base):
    """Transfers in the order of their numbers, sealed and bound to the block before."""

    __tablename__ = "ledger_blocks"
    ownership = "global"
    append_only = True

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    size: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    """The lowest number in it."""
    upto: Mapped[int] = mapped_column(BigInteger)
    """The highest number of a transfer in this block or any before it."""
    entries: Mapped[bytes] = mapped_column(LargeBinary)
    """48 bytes for each transfer, by number: its id and its digest."""
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Over the columns above: `chain` says how."""
    entry_id: Mapped[UUID]
    """The entry of the audit log, at `sealed_at`, that has the hash. No foreign key: that table
    is partitioned, and what it holds is never deleted."""


class Proof(Base, Identified):
    """That the ledgers were proven: when, by whom, how far, and what was found."""

    __tablename__ = "ledger_proofs"
    ownership = "global"
    append_only = True
    __table_args__ = (UniqueConstraint("made_at", "id"),)

    made_at: Mapped[datetime]
    made_by: Mapped[str]
    """`clock`, or `operator` for whoever sits at the command line."""
    whole: Mapped[bool]
    """All from the first row; else what was new, and a share of what was not."""
    as_of: Mapped[datetime]
    """The midnight in China for which the trial balance is told; days before it are totalled."""
    block_number: Mapped[int | None] = mapped_column(BigInteger)
    block_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The block up to which the chain was proven; None before the first."""
    upto: Mapped[int] = mapped_column(BigInteger)
    """Transfers up to this number were proven; later ones may have been under way."""
    transfers: Mapped[int] = mapped_column(BigInteger)
    """How many were read for it."""
    accounts: Mapped[int] = mapped_column(BigInteger)
    """Whose histories were replayed."""
    findings: Mapped[dict[str, Any]]
    """Truth → how many rows are against it; of all truths."""
    sound: Mapped[bool]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 over the columns above and the trial balance."""
    entry_id: Mapped[UUID]
    """The entry of the audit log, at `made_at`, that has the digest."""


class ProofLine(Base):
    """A line of a proof's trial balance: the accounts of one kind in a ledger and district."""

    __tablename__ = "ledger_proof_lines"
    ownership = "district"
    append_only = True

    proof_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_proofs.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    ledger: Mapped[Ledger] = mapped_column(LEDGER, primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    accounts: Mapped[int] = mapped_column(BigInteger)
    balance: Mapped[int] = mapped_column(BigInteger)


class DayTotal(Base):
    """What moved on a day in China between the accounts of two kinds, for one kind of reason."""

    __tablename__ = "ledger_day_totals"
    ownership = "district"
    append_only = True
    __table_args__ = (CheckConstraint("transfers > 0 AND amount > 0", name="moved"),)

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    ledger: Mapped[Ledger] = mapped_column(LEDGER, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    debit_kind: Mapped[str] = mapped_column(primary_key=True)
    credit_kind: Mapped[str] = mapped_column(primary_key=True)
    reference_kind: Mapped[str] = mapped_column(primary_key=True)
    """Empty where the transfers are about nothing."""
    reversal: Mapped[bool] = mapped_column(primary_key=True)
    transfers: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)


class Checkpoint(Base):
    """What an account had after its transfer at an instant: a replay may begin here."""

    __tablename__ = "ledger_checkpoints"
    ownership = "district"
    append_only = True

    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    balance: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(BigInteger)
    """How many transfers lie behind it."""
