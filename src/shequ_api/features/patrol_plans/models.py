from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
)


class PatrolPlan(Base, Identified, Located):
    """What is done again and again in a grid or community; its current edition says what."""

    __tablename__ = "patrol_plans"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_patrol_plans_{c}_page", c, "drawn_at", "id") for c in SCOPES),
        Index(
            "ix_patrol_plans_due",
            "district_id",
            "called_up_to",
            postgresql_where=text("state = 'active'"),
        ),
        CheckConstraint("state IN ('draft', 'active', 'ended')", name="state"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    state: Mapped[str]
    edition: Mapped[int]
    """The number of the current edition."""
    called_up_to: Mapped[date | None]
    """The last day that has been called up: whose tasks are made."""
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class PatrolEdition(Base, Identified):
    """The content of a plan. A change makes another one, so that past tasks keep theirs."""

    __tablename__ = "patrol_editions"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("last_on IS NULL OR first_on <= last_on", name="days_in_order"),
        CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440",
            name="window_in_a_day",
        ),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_plans.id"))
    number: Mapped[int]
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    note: Mapped[str | None]
    form_key: Mapped[str | None]
    """The inspection form that is to be filled in; None: a check-in on the spot is enough."""
    recurrence: Mapped[dict[str, Any]]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    skips_holidays: Mapped[bool]
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class PatrolRoute(Base, Identified):
    """A walk of an edition, for whoever serves each point's grid or for one named worker."""

    __tablename__ = "patrol_routes"
    ownership = "district"
    append_only = True
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_editions.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    name: Mapped[str]
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class PatrolPoint(Base, Identified):
    """A stop of a route."""

    __tablename__ = "patrol_points"
    ownership = "district"
    append_only = True
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_editions.id"))
    route_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_routes.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    """Through the whole edition, route after route."""
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
