from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class PerformanceCorrection(Base, Identified):
    """That a person left rows or days out, or let a row count, and why."""

    __tablename__ = "performance_corrections"
    ownership = "district"
    __table_args__ = (
        Index(None, "review_id", "made_at", "id"),
        CheckConstraint("effect IN ('excluded', 'achieved')", name="effect"),
        CheckConstraint(
            "(subject_id IS NULL) = (first_on IS NOT NULL)"
            " AND (first_on IS NULL) = (last_on IS NULL) AND first_on <= last_on",
            name="a_row_or_days",
        ),
        CheckConstraint("subject_id IS NOT NULL OR effect = 'excluded'", name="days_left_out"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("performance_reviews.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    effect: Mapped[str]
    subject_id: Mapped[UUID | None]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    reason: Mapped[str]
    dispute_id: Mapped[UUID | None]
    """The dispute by whose answer it was made. Those who dispute know reviews, not the other way
    round, so this is no foreign key."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
