from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.base.register.models import SCOPED_BY
from shequ_api.kit.model import Base, Identified

OPEN = "state IN ('proposed', 'approved', 'granted')"


class Proposal(Base, Identified, Located):
    """That a household should get something out of a pool, and what became of it; the dwelling is
    the place. Who is helped is read behind the walls alone."""

    __tablename__ = "charity_proposals"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *(
            Index(f"ix_charity_proposals_{c}_proposed", c, "state", "proposed_at", "id")
            for c in SCOPED_BY
        ),
        *(Index(None, column) for column in ("compound_id", "building_id", "place_id")),
        Index(
            "ix_charity_proposals_waiting",
            "pool_id",
            postgresql_where=text("state IN ('proposed', 'approved')"),
        ),
        Index(
            None,
            "person_id",
            "proposed_at",
            "id",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "ix_charity_proposals_due",
            "district_id",
            "deliver_until",
            postgresql_where=text("state = 'granted'"),
        ),
        Index(
            "ix_charity_proposals_undecided",
            "district_id",
            "proposed_at",
            "id",
            postgresql_where=text("state IN ('proposed', 'approved')"),
        ),
        Index(
            "ix_charity_proposals_told",
            "district_id",
            "closed_at",
            postgresql_where=text("closed_at IS NOT NULL AND told_sealed IS NOT NULL"),
        ),
        Index(
            "uq_charity_proposals_month",
            "rule_id",
            "month",
            "place_id",
            unique=True,
            postgresql_where=text("rule_id IS NOT NULL"),
        ),
        Index(
            "uq_charity_proposals_delivery",
            "delivery_id",
            unique=True,
            postgresql_where=text("delivery_id IS NOT NULL"),
        ),
        CheckConstraint(
            "state IN ('proposed', 'approved', 'granted', 'delivered', 'declined',"
            " 'withdrawn', 'lapsed')",
            name="state",
        ),
        CheckConstraint("form IN ('points', 'goods', 'services')", name="form"),
        CheckConstraint("points > 0", name="positive"),
        CheckConstraint("form <> 'points' OR person_id IS NOT NULL", name="to_somebodys_card"),
        CheckConstraint("num_nonnulls(rule_id, proposed_by_id) = 1", name="by_somebody"),
        CheckConstraint("(rule_id IS NULL) = (month IS NULL)", name="monthly"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="first_word"),
        CheckConstraint(
            "confirmed_by_id <> approved_by_id"
            " AND (proposed_by_id IS NULL OR confirmed_by_id <> proposed_by_id)",
            name="second_word",
        ),
        CheckConstraint("confirmed_by_id IS NULL OR approved_by_id IS NOT NULL", name="in_order"),
        CheckConstraint(
            "state NOT IN ('granted', 'delivered')"
            " OR num_nonnulls(confirmed_by_id, hold_id, deliver_until) = 3",
            name="held",
        ),
        CheckConstraint("(state = 'delivered') = (delivery_id IS NOT NULL)", name="handed"),
        CheckConstraint("(delivery_id IS NULL) = (proof IS NULL)", name="proof"),
        CheckConstraint(f"({OPEN}) = (closed_at IS NULL)", name="open"),
    )

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Whose card it goes to; None where it is for the household as such."""
    rule_id: Mapped[UUID | None]
    """The rule that proposed it, where nobody did."""
    month: Mapped[date | None]
    """Of a rule's: the first day of the month that it is for."""
    form: Mapped[str]
    told_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The need, and what it is to be used for, as JSON; nothing once it is let go."""
    points: Mapped[int]
    state: Mapped[str]
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    approved_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_holds.id"))
    deliver_until: Mapped[datetime | None]
    delivery_id: Mapped[UUID | None]
    """Of the phone that recorded the delivery: the same record counts once."""
    proof: Mapped[str | None]
    proven_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Who received it and who saw it, by their names, as JSON."""
    handed_at: Mapped[datetime | None]
    """By the phone's clock, where that is plausible."""
    handed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None where the one who is helped took it themself."""
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"))
    """Out of the pool."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Why it was declined or withdrawn."""


class ProposalPhoto(Base):
    """A photo that shows a need, or that something was handed over. Says of nobody whose it is, so
    that what holds photos can be told without the walls."""

    __tablename__ = "charity_photos"
    ownership = "district"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("charity_proposals.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    of_delivery: Mapped[bool]
    position: Mapped[int]
