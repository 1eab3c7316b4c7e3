from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class Pool(Base, Identified):
    """What was given to one purpose of a community."""

    __tablename__ = "charity_pools"
    ownership = "district"
    __table_args__ = (UniqueConstraint("community_id", "purpose"),)

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    purpose: Mapped[str]
    title: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), unique=True)
    opened_at: Mapped[datetime]


class Donation(Base, Identified):
    """What one person gave to a pool. Never changed."""

    __tablename__ = "charity_donations"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "pool_id", "donated_at", "id"),
        Index(None, "pool_id", "donor_id", postgresql_include=["amount_points"]),
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
