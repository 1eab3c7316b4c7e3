from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

ACCOUNT = ["ledger_accounts.id", "ledger_accounts.ledger", "ledger_accounts.district_id"]
"""What a transfer names of an account: by it, ledgers and districts cannot mix."""
IN_RANGES: dict[str, Any] = {
    "postgresql_using": "brin",
    "postgresql_with": {"pages_per_range": "32", "autosummarize": "on"},
}


class Ledger(StrEnum):
    """The ledgers, in integer points, fen and minutes."""

    POINTS = "points"
    MONEY = "money"
    VOLUNTEER_HOURS = "volunteer_hours"


class HoldStatus(StrEnum):
    HELD = "held"
    POSTED = "posted"
    VOID = "void"
    EXPIRED = "expired"


def _enum(kind: type[StrEnum], name: str) -> ENUM:
    return ENUM(kind, name=name, values_callable=lambda members: [m.value for m in members])


LEDGER = _enum(Ledger, "ledger")


class Account(Base, Identified):
    """What one owner has in one ledger. `queries.balance_now` tells it; the row may be stale."""

    __tablename__ = "ledger_accounts"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("ledger", "owner_key"),
        UniqueConstraint("id", "ledger", "district_id"),
        CheckConstraint("floor IS NULL OR balance - held >= floor", name="above_floor"),
        CheckConstraint("held >= 0", name="held_counted"),
        CheckConstraint("char_length(owner_key) BETWEEN 1 AND 200", name="keyed"),
        Index("ix_ledger_accounts_district_id_page", "district_id", "ledger", "id"),
        Index("ix_ledger_accounts_kind_page", "kind", "district_id", "ledger", "id"),
        # Room in the page: a busy account's row is rewritten in place, its indexes untouched.
        {"postgresql_with": {"fillfactor": "70"}},
    )

    ledger: Mapped[Ledger] = mapped_column(LEDGER)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    owner_key: Mapped[str]
    """The caller's natural key, such as `card/<uuid>`."""
    kind: Mapped[str]
    floor: Mapped[int | None] = mapped_column(BigInteger)
    """What the free balance never goes below; None for an issuer."""
    balance: Mapped[int] = mapped_column(BigInteger, default=0)
    held: Mapped[int] = mapped_column(BigInteger, default=0)
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    """When its latest transfer was; the next one is later, so that its past can be told."""


class Hold(Base, Identified):
    """An amount set aside for another account. Changed only under the giver's row lock."""

    __tablename__ = "ledger_holds"
    ownership = "district"
    __table_args__ = (
        ForeignKeyConstraint(["debit_account_id", "ledger", "district_id"], ACCOUNT),
        ForeignKeyConstraint(["credit_account_id", "ledger", "district_id"], ACCOUNT),
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("debit_account_id <> credit_account_id", name="two_accounts"),
        CheckConstraint("(status = 'held') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(status = 'posted') = (posted_amount IS NOT NULL)", name="posted"),
        CheckConstraint("posted_amount BETWEEN 1 AND amount", name="posted_within"),
        CheckConstraint("expires_at > at", name="lasts"),
        CheckConstraint("char_length(key) BETWEEN 1 AND 200", name="keyed"),
        Index(
            "ix_ledger_holds_live",
            "debit_account_id",
            "expires_at",
            postgresql_where=text("status = 'held'"),
        ),
        Index(None, "debit_account_id", "at"),
        Index("ix_ledger_holds_due", "expires_at", postgresql_where=text("status = 'held'")),
    )

    ledger: Mapped[Ledger] = mapped_column(LEDGER)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    key: Mapped[str] = mapped_column(unique=True)
    debit_account_id: Mapped[UUID]
    credit_account_id: Mapped[UUID]
    amount: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[HoldStatus] = mapped_column(_enum(HoldStatus, "hold_status"))
    posted_amount: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """From this instant on it holds nothing, whether or not a clock has marked it."""
    ended_at: Mapped[datetime | None]


class Transfer(Base, Identified):
    """An amount that left the debit account for the credit account. Never changed."""

    __tablename__ = "ledger_transfers"
    ownership = "district"
    append_only = True
    __table_args__ = (
        ForeignKeyConstraint(["debit_account_id", "ledger", "district_id"], ACCOUNT),
        ForeignKeyConstraint(["credit_account_id", "ledger", "district_id"], ACCOUNT),
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("debit_account_id <> credit_account_id", name="two_accounts"),
        CheckConstraint(
            "(reference_kind IS NULL) = (reference_id IS NULL)", name="whole_reference"
        ),
        CheckConstraint("char_length(key) BETWEEN 1 AND 200", name="keyed"),
        Index(None, "debit_account_id", "at", "id", postgresql_include=["amount"]),
        Index(None, "credit_account_id", "at", "id", postgresql_include=["amount"]),
        Index(
            "ix_ledger_transfers_reference",
            "reference_id",
            "reference_kind",
            postgresql_where=text("reference_id IS NOT NULL"),
        ),
        # Rows lie in the table about as they were written: a block range finds them at no cost.
        Index(None, "number", **IN_RANGES),
        Index(None, "at", **IN_RANGES),
    )

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """Given out in the order of writing, with gaps; a higher one may be committed earlier."""
    ledger: Mapped[Ledger] = mapped_column(LEDGER)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    key: Mapped[str] = mapped_column(unique=True)
    debit_account_id: Mapped[UUID]
    credit_account_id: Mapped[UUID]
    amount: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    reference_kind: Mapped[str | None]
    reference_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_holds.id"), unique=True)
    at: Mapped[datetime]
    """Later than every earlier transfer of either account, by a microsecond where need be."""
