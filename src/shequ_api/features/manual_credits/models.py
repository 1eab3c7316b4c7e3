from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
PENDING = text("state = 'pending'")


class ManualCredit(Base, Identified):
    """Points that somebody is to get without a rule, and who said so."""

    __tablename__ = "manual_credits"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(Index(f"ix_manual_credits_{column}_page", column, "asked_at", "id") for column in SCOPES),
        *(
            Index(
                f"ix_manual_credits_{column}_pending",
                *(column, "asked_at", "id"),
                postgresql_where=PENDING,
            )
            for column in SCOPES
        ),
        Index("ix_manual_credits_lapsing", "asked_at", "id", postgresql_where=PENDING),
        Index("ix_manual_credits_person_id", "person_id", "asked_at", "id"),
        Index("ix_manual_credits_receiver", "person_id", "district_id", "asked_on"),
        Index("ix_manual_credits_asker", "asked_by_id", "district_id", "asked_on"),
        CheckConstraint("amount_points > 0", name="some"),
        CheckConstraint(
            "state IN ('pending', 'approved', 'declined', 'withdrawn', 'reversed', 'lapsed')",
            name="state",
        ),
        CheckConstraint("(state = 'pending') = (closed_at IS NULL)", name="closed"),
        CheckConstraint(
            "(state IN ('approved', 'reversed')) = (transfer_id IS NOT NULL)", name="paid"
        ),
        CheckConstraint("(state = 'reversed') = (reversed_at IS NOT NULL)", name="reversed"),
        CheckConstraint("taken_points BETWEEN 0 AND amount_points", name="taken"),
    )

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose issuer gives the points."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    amount_points: Mapped[int]
    reason: Mapped[str]
    note: Mapped[str]
    reference: Mapped[str | None]
    """A list, a meeting, a document, as the community files it."""
    state: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_on: Mapped[date]
    """The calendar day in China on which it counts against limits."""
    asked_at: Mapped[datetime]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who approved or declined it, or withdrew it; nobody where it
    lapsed or its receiver is gone."""
    closing_note: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    reversed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    reversal_note: Mapped[str | None]
    reversed_at: Mapped[datetime | None]
    reversal_transfer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ledger_transfers.id"), unique=True
    )
    taken_points: Mapped[int | None]
    """What a reversal found on the card; the rest was spent, and is let go."""


class ManualCreditPhoto(Base):
    """A photo that shows why."""

    __tablename__ = "manual_credit_photos"
    ownership = "district"

    credit_id: Mapped[UUID] = mapped_column(ForeignKey("manual_credits.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))


class ManualCreditLimit(Base):
    """How much may be credited by hand in a district."""

    __tablename__ = "manual_credit_limits"
    ownership = "district"
    __table_args__ = (CheckConstraint("per_receiver_month > 0 AND per_asker_day > 0", name="some"),)

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    per_receiver_month: Mapped[int]
    per_asker_day: Mapped[int]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]
