from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class PerformanceScheme(Base, Identified):
    """What is measured in a place and how it counts: a draft, or published and never changed."""

    __tablename__ = "performance_schemes"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_performance_schemes_{c}_page", c, "drawn_at", "id") for c in SCOPES),
        Index(
            "uq_performance_schemes_in_force",
            "place_id",
            "valid_from",
            unique=True,
            postgresql_where=text("published_at IS NOT NULL"),
        ),
        CheckConstraint("(published_at IS NULL) = (valid_from IS NULL)", name="published_from"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The district, subdistrict or community whose workers it is for; the nearest one counts."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    note: Mapped[str | None]
    indicators: Mapped[list[Any]]
    dispute_workdays: Mapped[int]
    valid_from: Mapped[date | None]
    """The first day of its first month."""
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
