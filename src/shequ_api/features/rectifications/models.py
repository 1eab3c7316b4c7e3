from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.features.hazards.public import HAZARD_SCOPES, Hazard
from shequ_api.kit.model import Base, Identified


class RectificationBatch(Base, Identified, Located):
    """Hazards of one kind that somebody puts right together, on some days."""

    __tablename__ = "rectification_batches"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_rectification_batches_{c}_page", c, "starts_on", "id") for c in HAZARD_SCOPES),
        CheckConstraint("starts_on <= ends_on", name="some_days"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended"),
        CheckConstraint("organisation_id IS NOT NULL OR firm_name IS NOT NULL", name="by_somebody"),
    )

    title: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    firm_name: Mapped[str | None]
    """Who does it, where that is no organisation of ours: the gas company."""
    notice: Mapped[str]
    """What the residents are told."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]


class RectificationItem(Base):
    """A hazard in a batch: the day of its visit, and what came of it."""

    __tablename__ = "rectification_items"
    ownership = "district"
    __table_args__ = (
        # Nobody comes twice for the same.
        Index(
            "uq_rectification_items_waiting",
            "hazard_id",
            unique=True,
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(None, "hazard_id"),
        Index(None, "batch_id", "visit_on", "hazard_id"),
        CheckConstraint(
            "outcome IN ('done', 'nobody_home', 'refused', 'left_out')", name="outcome"
        ),
        CheckConstraint(
            "(outcome IS NULL) = (recorded_at IS NULL)"
            " AND (recorded_at IS NULL) = (recorded_by_id IS NULL)",
            name="recorded",
        ),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_batches.id"), primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazards.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    visit_on: Mapped[date]
    outcome: Mapped[str | None]
    note: Mapped[str | None]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime | None]

    batch: Mapped[RectificationBatch] = relationship(lazy="raise")
    hazard: Mapped[Hazard] = relationship(lazy="raise")


class RectificationPhoto(Base):
    """A photo that shows what a visit did."""

    __tablename__ = "rectification_photos"
    ownership = "district"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_batches.id"), primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazards.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))

    batch: Mapped[RectificationBatch] = relationship(lazy="raise")
