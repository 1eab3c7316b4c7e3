from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class UnitPledge(Base, Identified):
    """So many points to a pool for every so many units. Under its row's lock units are counted."""

    __tablename__ = "charity_unit_pledges"
    ownership = "district"
    __table_args__ = (
        *(
            Index(None, c, "made_at", "id", postgresql_where=text(f"{c} IS NOT NULL"))
            for c in ("giver_id", "partner_id")
        ),
        *(
            Index(
                f"uq_charity_unit_pledges_one_{c}",
                c,
                unique=True,
                postgresql_where=text(f"ended_at IS NULL AND {c} IS NOT NULL"),
            )
            for c in ("giver_id", "partner_id")
        ),
        CheckConstraint("per IN ('points_earned', 'goods_redeemed')", name="per"),
        CheckConstraint("num_nonnulls(giver_id, partner_id) = 1", name="one_giver"),
        CheckConstraint("every_units > 0 AND give_points > 0", name="positive"),
        CheckConstraint("month_points BETWEEN 0 AND month_cap_points", name="capped"),
        CheckConstraint("ends_at > made_at", name="lasts"),
        CheckConstraint("rest_units < every_units", name="rest"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    giver_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    per: Mapped[str]
    every_units: Mapped[int]
    give_points: Mapped[int]
    month_cap_points: Mapped[int]
    """The most that it gives in one calendar month in China."""
    ends_at: Mapped[datetime | None]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    rest_units: Mapped[int] = mapped_column(default=0)
    """Counted, and not yet enough for the next points; below zero: taken back after it was paid."""
    month: Mapped[date | None]
    """The first day of the month in which it gave last."""
    month_points: Mapped[int] = mapped_column(default=0)
    given_points: Mapped[int] = mapped_column(BigInteger, default=0)


class PledgePosting(Base, Identified):
    """What an earning, or a partner's statement, came to by a unit pledge. Never changed."""

    __tablename__ = "charity_pledge_postings"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("pledge_id", "subject_id"),
        Index(None, "pledge_id", "posted_at", "id"),
        CheckConstraint("(points > 0) = (transfer_id IS NOT NULL)", name="paid"),
    )

    pledge_id: Mapped[UUID] = mapped_column(ForeignKey("charity_unit_pledges.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subject_id: Mapped[UUID]
    """The earning or the statement; before there were such postings, the redemption."""
    units: Mapped[int]
    outcome: Mapped[str]
    points: Mapped[int]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    posted_at: Mapped[datetime]


class IncomeShare(Base, Identified):
    """A part of what a partner is paid in points, for a pool. Counted under its row's lock."""

    __tablename__ = "charity_income_shares"
    ownership = "district"
    __table_args__ = (
        Index(None, "partner_id", "agreed_at", "id"),
        Index(
            "uq_charity_income_shares_one",
            "partner_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("basis_points BETWEEN 1 AND 10000", name="part"),
        CheckConstraint("ends_at > agreed_at", name="lasts"),
        CheckConstraint("given_points >= 0", name="counted"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    basis_points: Mapped[int]
    """Of ten thousand: 500 are 5 %."""
    ends_at: Mapped[datetime | None]
    agreed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    agreed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ten_thousandths: Mapped[int] = mapped_column(BigInteger, default=0)
    """Income times basis points, refunds taken off: what is due, before it is rounded."""
    given_points: Mapped[int] = mapped_column(BigInteger, default=0)


class SharePosting(Base, Identified):
    """What a statement came to by an income share. Never changed."""

    __tablename__ = "charity_share_postings"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("share_id", "subject_id", "refund"),
        Index(None, "share_id", "posted_at", "id"),
        CheckConstraint("(moved_points <> 0) = (transfer_id IS NOT NULL)", name="paid"),
        CheckConstraint("refund = (income_points < 0)", name="signed"),
    )

    share_id: Mapped[UUID] = mapped_column(ForeignKey("charity_income_shares.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subject_id: Mapped[UUID]
    """The statement; before there were such postings, the redemption."""
    refund: Mapped[bool]
    """More was taken back than was sold."""
    income_points: Mapped[int]
    moved_points: Mapped[int]
    """To the pool; below zero back to the partner."""
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    posted_at: Mapped[datetime]
