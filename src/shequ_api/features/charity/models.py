from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

UNFOLDED = text("counted <> (given_points > 0)")
"""Of supporters: those that their pool's own count does not have yet, or has no more."""


class Pool(Base, Identified):
    """What was given to one purpose of a community."""

    __tablename__ = "charity_pools"
    ownership = "district"
    __table_args__ = (
        Index(None, "community_id", "id"),
        Index(
            "uq_charity_pools_general",
            "community_id",
            unique=True,
            postgresql_where=text("purpose = 'general'"),
        ),
        Index(
            "uq_charity_pools_title",
            "community_id",
            "title",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_charity_pools_closing",
            "closes_at",
            postgresql_where=text("closed_at IS NULL AND closes_at IS NOT NULL"),
        ),
        Index("ix_charity_pools_closed", "id", postgresql_where=text("closed_at IS NOT NULL")),
        CheckConstraint("goal_points > 0", name="goal"),
        CheckConstraint("closes_at > opened_at", name="lasts"),
        CheckConstraint("(closed_at IS NULL) = (close_reason IS NULL)", name="closed_for"),
        CheckConstraint("purpose <> 'general' OR closed_at IS NULL", name="general_stays"),
        CheckConstraint("granted_points >= 0 AND households_helped >= 0", name="counted"),
        CheckConstraint("people_counted >= 0 AND partners_counted >= 0", name="supporters"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    purpose: Mapped[str]
    title: Mapped[str]
    what_for: Mapped[str | None]
    """In the words of whoever opened it; the general pool needs none."""
    goal_points: Mapped[int | None]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), unique=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None for the general pool, which opens by itself."""
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None where its time was over."""
    close_reason: Mapped[str | None]
    rests_points: Mapped[int] = mapped_column(BigInteger, default=0)
    """What came from pools that closed, less what went on when this one did: nobody gave that."""
    granted_points: Mapped[int] = mapped_column(BigInteger, default=0)
    """All that reached households out of it."""
    households_helped: Mapped[int] = mapped_column(default=0)
    """How many different ones; shown rounded down to tens."""
    people_counted: Mapped[int] = mapped_column(default=0)
    """Supporters as last folded in: with those that are not in step yet, how many there are."""
    partners_counted: Mapped[int] = mapped_column(default=0)


class Supporter(Base, Identified):
    """What one person or partner gave to a pool by whatever way: gifts, pledges, shares. A row that
    gave nothing (any more) counts for nobody: its person's account was merged into another, a
    refund took all back, or it is held for a gift that came to nothing."""

    __tablename__ = "charity_supporters"
    ownership = "district"
    __table_args__ = (
        *(
            Index(
                f"uq_charity_supporters_{whose}",
                "pool_id",
                f"{whose}_id",
                unique=True,
                postgresql_where=text(f"{whose}_id IS NOT NULL"),
            )
            for whose in ("person", "partner")
        ),
        Index(
            "ix_charity_supporters_person_page",
            "person_id",
            "last_gave_at",
            "id",
            postgresql_where=text("person_id IS NOT NULL AND given_points > 0"),
        ),
        Index("ix_charity_supporters_partner_id", "partner_id"),
        Index("ix_charity_supporters_unfolded", "pool_id", postgresql_where=UNFOLDED),
        CheckConstraint("num_nonnulls(person_id, partner_id) = 1", name="one_supporter"),
        CheckConstraint("gifts >= 0", name="counted"),
    )

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    given_points: Mapped[int] = mapped_column(BigInteger)
    """Below zero where more came back to a partner out of this pool than it gave to it: it gave to
    another that was closed."""
    gifts: Mapped[int]
    first_gave_at: Mapped[datetime]
    last_gave_at: Mapped[datetime]
    counted: Mapped[bool]
    """Whether the pool's own count has it."""


class Donation(Base, Identified):
    """What one person gave to a pool. Never changed."""

    __tablename__ = "charity_donations"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "pool_id", "donated_at", "id"),
        Index(None, "donor_id", "donated_at", "id"),
        CheckConstraint("amount_points > 0", name="positive"),
    )

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    donor_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    anonymous: Mapped[bool]
    """The donor's name is shown to nobody."""
    amount_points: Mapped[int]
    message: Mapped[str | None]
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    donated_at: Mapped[datetime]


class Thanks(Base, Identified):
    """What those who were helped by a pool let its donors know, as staff wrote it down."""

    __tablename__ = "charity_thanks"
    ownership = "district"
    __table_args__ = (Index(None, "pool_id", "thanked_at", "id"),)

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    words: Mapped[str]
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    thanked_at: Mapped[datetime]
