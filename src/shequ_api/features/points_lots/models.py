from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

PAGE = ("account_id", "expires_on", "came_at", "id")
LIVE = text("remaining > 0")


class PointsLot(Base, Identified):
    """Points that came to an account together; only `remaining` ever changes, under its lock."""

    __tablename__ = "points_lots"
    ownership = "district"
    kept = True
    __table_args__ = (
        # One transfer may bring lots of several days: those of another card, carried over.
        UniqueConstraint(
            "account_id", "transfer_id", "expires_on", postgresql_nulls_not_distinct=True
        ),
        Index("ix_points_lots_live", *PAGE, postgresql_where=LIVE),
        Index(
            "ix_points_lots_due", "district_id", "expires_on", "account_id", postgresql_where=LIVE
        ),
        Index("ix_points_lots_page", *PAGE),
        Index(None, "transfer_id"),
        CheckConstraint("points > 0", name="positive"),
        CheckConstraint("remaining BETWEEN 0 AND points", name="within"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"))
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"))
    """By which they came; None for what an account had when lots began."""
    points: Mapped[int] = mapped_column(BigInteger)
    remaining: Mapped[int] = mapped_column(BigInteger)
    expires_on: Mapped[date]
    """The last day in China on which they are good; `rules.NEVER` for those that stay."""
    came_at: Mapped[datetime]


class PointsLotDraw(Base):
    """How much of a lot a transfer took or, below zero, brought back."""

    __tablename__ = "points_lot_draws"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "transfer_id"),
        CheckConstraint("points <> 0", name="moves"),
    )

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("points_lots.id"), primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_transfers.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    points: Mapped[int] = mapped_column(BigInteger)


class ExpiryPolicy(Base, Identified):
    """How long points are good that come to cards of a district from an instant on."""

    __tablename__ = "points_expiry_policies"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "district_id", "valid_from", "id"),
        CheckConstraint("(span = 'never') = (length IS NULL)", name="measured"),
        CheckConstraint("span IN ('never', 'years', 'months')", name="known"),
        CheckConstraint("length BETWEEN 0 AND 120", name="bounded"),
        CheckConstraint("cardinality(notice_days) BETWEEN 1 AND 5", name="told"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    span: Mapped[str]
    length: Mapped[int | None] = mapped_column(SmallInteger)
    notice_days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger()))
    """So many days before points expire, whoever has them is told."""
    valid_from: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class ExpiryRound(Base):
    """The telling, so many days before, of all accounts of a district of which points expire on a
    day: whose account was reached was told, and is not told again."""

    __tablename__ = "points_expiry_rounds"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_points_expiry_rounds_open", "expires_on", postgresql_where=text("done_at IS NULL")
        ),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    expires_on: Mapped[date] = mapped_column(primary_key=True)
    days_before: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    reached_id: Mapped[UUID | None]
    """The account up to which it came, in the order of their ids."""
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
