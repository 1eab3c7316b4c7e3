from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ClawbackPolicy(Base, Identified):
    """What becomes of points that are to be taken back and are not there any more."""

    __tablename__ = "clawback_policies"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "district_id", "valid_from", "id"),
        CheckConstraint(
            "mode IN ('forgive', 'offset') AND (mode = 'offset') = (share_percent IS NOT NULL)",
            name="mode",
        ),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    mode: Mapped[str]
    share_percent: Mapped[int | None]
    """The most of each later earning that goes into debts."""
    valid_from: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class PointsDebt(Base):
    """What somebody owes of an earning that was taken back: paid from later ones, oldest first."""

    __tablename__ = "points_debts"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index(
            "ix_points_debts_open",
            "card_id",
            "arose_at",
            "earning_id",
            postgresql_where=text("left_points > 0"),
        ),
        Index(None, "card_id", "arose_at", "earning_id"),
        CheckConstraint("owed_points > 0", name="owed"),
        CheckConstraint("left_points BETWEEN 0 AND owed_points", name="counted"),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share"),
    )

    earning_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Which was taken back."""
    reason: Mapped[str]
    """Why it was given once."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    card_id: Mapped[UUID] = mapped_column(ForeignKey("points_cards.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"))
    """Which gave the points, and gets them back."""
    owed_points: Mapped[int]
    left_points: Mapped[int]
    share_percent: Mapped[int]
    """Of the policy by which it arose: a later one makes nobody's debt harder."""
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("clawback_policies.id"))
    arose_at: Mapped[datetime]


class DebtPayment(Base, Identified):
    """What one earning paid of one debt."""

    __tablename__ = "points_debt_payments"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("debt_id", "earning_id"),
        CheckConstraint("points > 0", name="counted"),
    )

    debt_id: Mapped[UUID] = mapped_column(ForeignKey("points_debts.earning_id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    earning_id: Mapped[UUID] = mapped_column(index=True)
    """The later one, from which it was taken."""
    points: Mapped[int]
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    paid_at: Mapped[datetime]
