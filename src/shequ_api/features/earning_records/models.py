from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class EarningFact(Base):
    """Something by which points could be earned, as it was judged: once, whether any were or not.

    It names things and persons by their ids alone.
    """

    __tablename__ = "earning_facts"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "subject_id"),
        Index(None, "community_id", "judged_at", "id"),
        Index(None, "district_id", "judged_at", "id"),
        CheckConstraint("round >= 1", name="counted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """A digest of what it says: the same said again is the same."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    fact: Mapped[str]
    subject_id: Mapped[UUID]
    round: Mapped[int]
    fields: Mapped[dict[str, Any]]
    """What conditions may ask for, and the ids of those who earn or let it pass."""
    happened_at: Mapped[datetime]
    judged_at: Mapped[datetime]


class Earning(Base, Identified):
    """What one rule said to one fact: the points and their transfer, or why there were none."""

    __tablename__ = "earnings"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("subject_id", "series_id", "card_id", "round"),
        Index(None, "card_id", "series_id", "earned_on", postgresql_include=["due_points"]),
        Index(None, "rule_id", "earned_on"),
        CheckConstraint("points >= 0 AND due_points >= points", name="counted"),
        CheckConstraint("NOT (shadow AND points > 0)", name="shadowy"),
        CheckConstraint("(points > 0) = (transfer_id IS NOT NULL)", name="paid"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    card_id: Mapped[UUID] = mapped_column(ForeignKey("points_cards.id"))
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("earning_rules.id"))
    series_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    """The inspection or ticket whose fact it was; the rule says which."""
    round: Mapped[int] = mapped_column(default=1)
    """One more for each time that what was earned before was taken back."""
    fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("earning_facts.id"))
    """None: judged before facts were kept."""
    points: Mapped[int]
    due_points: Mapped[int]
    """What counts against caps: what was paid, and what only budgets kept back. Of a shadow, what
    it would have paid."""
    shadow: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str]
    reason: Mapped[str]
    working: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How it was reckoned: `worth`, the cap that decided, the rule that paid instead."""
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    earned_on: Mapped[date]
    """The calendar day in China on which it counts against caps."""
    earned_at: Mapped[datetime]


class EarningReversal(Base):
    """That what somebody earned was taken back, as far as it was still there. Once for an earning.

    What is `owed_points` is forgiven, unless a debt stands beside it. What is neither taken nor
    owed expired unused.
    """

    __tablename__ = "earning_reversals"
    ownership = "district"
    append_only = True
    __table_args__ = (
        CheckConstraint("taken_points >= 0 AND owed_points >= 0", name="counted"),
        CheckConstraint("(taken_points > 0) = (transfer_id IS NOT NULL)", name="paid"),
    )

    earning_id: Mapped[UUID] = mapped_column(ForeignKey("earnings.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    taken_points: Mapped[int]
    owed_points: Mapped[int]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    reversed_at: Mapped[datetime]
