from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class AllocationRule(Base, Identified):
    """So many points a month for each household of a community that carries a tag, proposed."""

    __tablename__ = "charity_allocation_rules"
    ownership = "district"
    __table_args__ = (
        Index(None, "community_id", "made_at", "id"),
        Index(
            "ix_charity_allocation_rules_running", "id", postgresql_where=text("ended_at IS NULL")
        ),
        CheckConstraint("points > 0", name="positive"),
        CheckConstraint("ends_on > starts_on", name="lasts"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("charity_pools.id"))
    tag: Mapped[str]
    """Key of an audience."""
    points: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The first day on which it proposes nothing more."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ran_for: Mapped[date | None]
    """The first day of the latest month in which it reached all of its households."""
    tried_at: Mapped[datetime | None]
    """When it was run last: those come first that waited longest."""
