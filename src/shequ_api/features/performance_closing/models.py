from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class PerformanceDispute(Base, Identified):
    """What a worker says against their review, and what somebody else answers."""

    __tablename__ = "performance_disputes"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_performance_disputes_{c}_page", c, "raised_at", "id") for c in SCOPES),
        Index(None, "review_id", "raised_at", "id"),
        CheckConstraint("state IN ('waiting', 'accepted', 'rejected')", name="state"),
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("performance_reviews.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    measure: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    text: Mapped[str]
    raised_at: Mapped[datetime]
    state: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class PerformanceEdition(Base):
    """A performance review as it was frozen."""

    __tablename__ = "performance_editions"
    ownership = "district"
    append_only = True

    review_id: Mapped[UUID] = mapped_column(ForeignKey("performance_reviews.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    score_hundredths: Mapped[int | None]
    adjusted_hundredths: Mapped[int]
    """What stood in it of earlier months."""
    result: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class PerformanceReopening(Base, Identified):
    """That a frozen month is to be opened again: one person asks for it, another agrees."""

    __tablename__ = "performance_reopenings"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_performance_reopenings_waiting",
            "month_id",
            unique=True,
            postgresql_where=text("agreed_at IS NULL"),
        ),
        CheckConstraint("agreed_by_id <> asked_by_id", name="two_persons"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed"),
    )

    month_id: Mapped[UUID] = mapped_column(ForeignKey("performance_months.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
