from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.blocks.workflow.models import Case
from shequ_api.features.redemptions.flow import RedemptionState
from shequ_api.kit.model import Base, Identified

STATES = ", ".join(f"'{state}'" for state in RedemptionState)
SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
PAGED = ("organisation_id", *SCOPES)
OPEN = text("ended_at IS NULL")
CONFLICT = text("outcome <> 'fulfilled' AND settled_at IS NULL")


class Redemption(Base, Identified):
    """One order of goods: stock taken, points held, until it is handed over or comes to nothing."""

    __tablename__ = "redemptions"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        *(Index(f"ix_redemptions_{column}_page", column, "reserved_at", "id") for column in PAGED),
        *(Index(f"ix_redemptions_{c}_state", c, "state", "reserved_at", "id") for c in PAGED),
        Index("ix_redemptions_person_id_page", "person_id", "reserved_at", "id"),
        Index("ix_redemptions_due", "held_until", postgresql_where=OPEN),
        Index(
            "ix_redemptions_expiring",
            "pick_up_until",
            postgresql_where=text("ended_at IS NULL AND reminded_at IS NULL"),
        ),
        CheckConstraint("quantity > 0", name="counted"),
        CheckConstraint("amount_points >= 0 AND amount_fen >= 0", name="priced"),
        CheckConstraint("amount_points + amount_fen > 0", name="not_for_nothing"),
        CheckConstraint("(amount_points > 0) = (hold_id IS NOT NULL)", name="held"),
        CheckConstraint("held_until >= pick_up_until", name="held_long_enough"),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("card IN ('own', 'family')", name="card"),
        CheckConstraint("stated_at IS NULL OR fulfilled_at IS NOT NULL", name="stated"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    """The case's, so that lists by state are read from one index."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """The partner's, at whose stall it is handed over."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The partner's community."""
    goods_id: Mapped[UUID] = mapped_column(ForeignKey("mall_goods.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("mall_editions.id"))
    """What was promised of them when it was made."""
    title: Mapped[str]
    quantity: Mapped[int]
    amount_points: Mapped[int] = mapped_column(BigInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    """Paid in cash at the stall."""
    number: Mapped[str]
    """The first six signs of the pick-up code; the rest is told by keys."""
    reserved_at: Mapped[datetime]
    pick_up_until: Mapped[datetime]
    """Until then it is handed over."""
    held_until: Mapped[datetime]
    """Until then a stall may still say that it was: stock and points wait for that."""
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_holds.id"), unique=True)
    card: Mapped[str]
    """With which card it is paid: that of who ordered, or that of their family."""
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was fulfilled, cancelled or expired."""
    fulfilled_at: Mapped[datetime | None]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    cash_transfer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ledger_transfers.id"), unique=True
    )
    stated_at: Mapped[datetime | None]
    """Since when it stands in a settlement statement: from then on it is corrected there."""

    case: Mapped[Case] = relationship(lazy="raise")


class StallRecord(Base, Identified):
    """That a stall handed something over for a code, by the id that its device gave it."""

    __tablename__ = "stall_records"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(Index(f"ix_stall_records_{c}_page", c, "received_at", "id") for c in PAGED),
        *(
            Index(f"ix_stall_records_{c}_open", c, "received_at", "id", postgresql_where=CONFLICT)
            for c in PAGED
        ),
        Index(
            "uq_stall_records_fulfils",
            "redemption_id",
            unique=True,
            postgresql_where=text("outcome = 'fulfilled'"),
        ),
        Index(
            "uq_stall_records_charges",
            "redemption_id",
            unique=True,
            postgresql_where=text("settlement = 'charged'"),
        ),
        Index("ix_stall_records_redemption_id", "redemption_id"),
        Index("ix_stall_records_sent_by_id", "sent_by_id"),
        Index(
            "ix_stall_records_settled_by_id",
            "settled_by_id",
            postgresql_where=text("settled_by_id IS NOT NULL"),
        ),
        CheckConstraint("quantity > 0", name="counted"),
        CheckConstraint("outcome <> 'fulfilled' OR redemption_id IS NOT NULL", name="fulfils"),
        CheckConstraint("(settled_at IS NULL) = (settlement IS NULL)", name="settled"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by"),
        CheckConstraint("settlement IN ('charged', 'dropped')", name="settlement"),
        CheckConstraint("transfer_id IS NULL OR settlement = 'charged'", name="charged"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    redemption_id: Mapped[UUID | None] = mapped_column(ForeignKey("redemptions.id"))
    """Of the order that the code names; None where it names none of this stall."""
    code: Mapped[str | None]
    """As it was noted; kept only where it names no order."""
    goods_id: Mapped[UUID | None]
    """What was handed over, as the stall says."""
    quantity: Mapped[int | None]
    sent_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    offline: Mapped[bool]
    handed_over_at: Mapped[datetime]
    """By our clock as far as the device lets us know."""
    received_at: Mapped[datetime]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    outcome: Mapped[str]
    settlement: Mapped[str | None]
    """How the community settled what did not fit: `charged` to the card, or `dropped`."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str | None]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
