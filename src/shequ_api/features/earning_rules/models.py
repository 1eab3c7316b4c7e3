from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


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
        CheckConstraint("jsonb_array_length(caps) > 0", name="capped"),
        CheckConstraint("(per_unit IS NULL) = (most_points IS NULL)", name="metered"),
        CheckConstraint("valid_until > valid_from", name="lasts"),
        CheckConstraint("community_id IS NULL OR district_id IS NOT NULL", name="whole_scope"),
        CheckConstraint("(version = 1) = (succeeds_id IS NULL)", name="numbered"),
        CheckConstraint("(version = 1) = (series_id = id)", name="begun"),
    )

    series_id: Mapped[UUID]
    """The id of its first version: all versions share the caps and pay for a fact once."""
    version: Mapped[int]
    succeeds_id: Mapped[UUID | None] = mapped_column(ForeignKey("earning_rules.id"), unique=True)
    fact: Mapped[str]
    conditions: Mapped[dict[str, Any]]
    """Field of the fact → the values that it may have, or its range; empty: every such fact."""
    earner: Mapped[str]
    title: Mapped[str]
    """The reason that people read on their card."""
    points: Mapped[int]
    """For a fact; with `per_unit`, for each unit of that field, up to `most_points` a fact."""
    per_unit: Mapped[str | None]
    most_points: Mapped[int | None]
    caps: Mapped[list[Any]]
    """The most that a person earns by it: `per` day, week, month or total, and `points`."""
    windows: Mapped[dict[str, Any]]
    """When it pays: `weekdays`, `days`, `hours`; empty: always."""
    priority: Mapped[int]
    stack: Mapped[str | None]
    """The group of which only one rule pays; others add up."""
    shadow: Mapped[bool]
    """It is judged and written down, and pays nothing."""
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None for the rules that an installation starts with."""
    created_at: Mapped[datetime]


class RuleEnd(Base):
    """That a rule holds no longer from an instant on: taken back, or succeeded. What is to end by a
    successor some day may end earlier by another row; the earliest holds."""

    __tablename__ = "earning_rule_ends"
    ownership = "global"
    append_only = True

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("earning_rules.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1, 2 …: two who end a rule at once do not both write the same."""
    ends_at: Mapped[datetime]
    ended_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]
