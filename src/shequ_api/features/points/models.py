from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class PointsCard(Base, Identified):
    """A person's card in a district. Under its row's lock a day's earnings are counted."""

    __tablename__ = "points_cards"
    ownership = "district"
    __table_args__ = (UniqueConstraint("person_id", "district_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[str] = mapped_column(unique=True)
    """Shown to people: the district's six digits, eleven drawn by lot, a check digit."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), unique=True)
    opened_at: Mapped[datetime]


class EarningRule(Base, Identified):
    """Who earns how many points by which fact. Without a community it holds in the whole district,
    without a district everywhere."""

    __tablename__ = "earning_rules"
    ownership = "global"
    append_only = True
    __table_args__ = (
        Index(None, "fact", "valid_from"),
        Index(None, "series_id"),
        CheckConstraint("points > 0", name="positive"),
        CheckConstraint("daily_cap_points >= points", name="capped"),
        CheckConstraint("valid_until > valid_from", name="lasts"),
        CheckConstraint("community_id IS NULL OR district_id IS NOT NULL", name="whole_scope"),
        CheckConstraint("(version = 1) = (succeeds_id IS NULL)", name="numbered"),
        CheckConstraint("(version = 1) = (series_id = id)", name="begun"),
    )

    series_id: Mapped[UUID]
    """The id of its first version: all versions share the day's cap and pay for a fact once."""
    version: Mapped[int]
    succeeds_id: Mapped[UUID | None] = mapped_column(ForeignKey("earning_rules.id"), unique=True)
    fact: Mapped[str]
    conditions: Mapped[dict[str, Any]]
    """Field of the fact → the values that it may have; empty: every such fact."""
    earner: Mapped[str]
    title: Mapped[str]
    """The reason that people read on their card."""
    points: Mapped[int]
    daily_cap_points: Mapped[int]
    """The most that a person earns by it on one calendar day in China."""
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None for the rules that an installation starts with."""
    created_at: Mapped[datetime]


class RuleEnd(Base):
    """That a rule holds no longer from an instant on: taken back, or succeeded. Once for a rule."""

    __tablename__ = "earning_rule_ends"
    ownership = "global"
    append_only = True

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("earning_rules.id"), primary_key=True)
    ends_at: Mapped[datetime]
    ended_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]


class Earning(Base, Identified):
    """What one rule said to one fact: the points and their transfer, or why there were none."""

    __tablename__ = "earnings"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("subject_id", "series_id", "card_id", "round"),
        Index(None, "card_id", "series_id", "earned_on", postgresql_include=["points"]),
        CheckConstraint("points >= 0", name="counted"),
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
    points: Mapped[int]
    outcome: Mapped[str]
    reason: Mapped[str]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    earned_on: Mapped[date]
    """The calendar day in China on which it counts against the cap."""
    earned_at: Mapped[datetime]


class EarningReversal(Base):
    """That what somebody earned was taken back, as far as it was still there. Once for an earning.

    What is `owed_points` stays so: nothing takes it from later earnings.
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
