from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class PointsBudget(Base, Identified):
    """How many points a community, or without one all of a district together, may issue from a day
    until another."""

    __tablename__ = "points_budgets"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index(
            "uq_points_budgets_period",
            *("office_id", "community_id", "period", "starts_on"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_points_budgets_holding", "district_id", "ends_on", "starts_on"),
        *(
            Index(f"ix_points_budgets_{column}_page", column, "starts_on", "id")
            for column in SCOPES
        ),
        CheckConstraint("drawn_points BETWEEN 0 AND points", name="drawn"),
        CheckConstraint("starts_on < ends_on", name="in_order"),
        CheckConstraint("period IN ('month', 'quarter', 'year')", name="period"),
        CheckConstraint("warned_percent IN (0, 80, 100)", name="warned"),
        CheckConstraint("short_times >= 0 AND short_points >= 0", name="short"),
    )

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The district or the community that set it: it alone changes it."""
    period: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The first day on which it holds no more."""
    points: Mapped[int]
    drawn_points: Mapped[int] = mapped_column(default=0)
    pays_part: Mapped[bool]
    """What it does not cover is paid as far as it does; else not at all."""
    short_times: Mapped[int] = mapped_column(default=0)
    """How often it did not cover all that was asked for, and how many points lacked."""
    short_points: Mapped[int] = mapped_column(BigInteger, default=0)
    warned_percent: Mapped[int] = mapped_column(default=0)
    """How much was used up when that was told last."""
    version: Mapped[int]
    set_at: Mapped[datetime]


class PointsBudgetVersion(Base):
    """How a budget was set or changed, by whom and why."""

    __tablename__ = "points_budget_versions"
    ownership = "district"
    kept = True
    __table_args__ = (CheckConstraint("version > 0 AND points >= 0", name="numbered"),)

    budget_id: Mapped[UUID] = mapped_column(ForeignKey("points_budgets.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    points: Mapped[int]
    pays_part: Mapped[bool]
    reason: Mapped[str]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    set_at: Mapped[datetime]


class PointsDraw(Base):
    """What one payment asked budgets for, and got: once a key."""

    __tablename__ = "points_draws"
    ownership = "district"
    append_only = True
    __table_args__ = (CheckConstraint("points BETWEEN 0 AND asked_points", name="granted"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    asked_points: Mapped[int]
    points: Mapped[int]
    """Taken of each of its budgets."""
    drawn_on: Mapped[date]
    drawn_at: Mapped[datetime]


class PointsDrawBudget(Base):
    """A budget that a draw was taken of."""

    __tablename__ = "points_draw_budgets"
    ownership = "district"
    append_only = True

    draw_key: Mapped[str] = mapped_column(ForeignKey("points_draws.key"), primary_key=True)
    budget_id: Mapped[UUID] = mapped_column(
        ForeignKey("points_budgets.id"), primary_key=True, index=True
    )
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))


class PointsGiveBack(Base):
    """What was given back of a draw: once a key."""

    __tablename__ = "points_give_backs"
    ownership = "district"
    append_only = True
    __table_args__ = (CheckConstraint("points >= 0", name="given"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    draw_key: Mapped[str] = mapped_column(ForeignKey("points_draws.key"), index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    points: Mapped[int]
    given_on: Mapped[date]
    """Budgets whose period is over by then do not get it back."""
    given_at: Mapped[datetime]
