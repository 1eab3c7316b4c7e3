from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class AppraisalMonth(Base, Identified):
    """One community's month, appraised and frozen as a whole."""

    __tablename__ = "appraisal_months"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("community_id", "month"),
        *(Index(f"ix_appraisal_months_{c}_page", c, "month", "id") for c in SCOPES),
        Index(
            "ix_appraisal_months_unfrozen",
            "refreshed_on",
            postgresql_where=text("state <> 'frozen'"),
        ),
        CheckConstraint("state IN ('open', 'provisional', 'frozen')", name="state"),
        CheckConstraint("extract(day FROM month) = 1", name="named_by_its_first"),
        CheckConstraint("(state = 'open') = (dispute_until IS NULL)", name="dispute_until"),
        CheckConstraint("(state = 'frozen') = (frozen_at IS NOT NULL)", name="frozen_at"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    month: Mapped[date]
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("appraisal_schemes.id"))
    state: Mapped[str]
    counted_to: Mapped[date]
    """The last day whose tasks have found who answers for them; before the first, none has."""
    refreshed_on: Mapped[date | None]
    dispute_until: Mapped[date | None]
    """The last day on which workers may dispute."""
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    editions: Mapped[int]
    """How often it has been frozen."""


class Appraisal(Base, Identified):
    """One worker's month in one community, as it stands: the formula with all that went into it."""

    __tablename__ = "appraisals"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("month_id", "person_id"),
        *(Index(f"ix_appraisals_{c}_page", c, "month", "id") for c in SCOPES),
        Index(None, "person_id", "month", "id"),
    )

    month_id: Mapped[UUID] = mapped_column(ForeignKey("appraisal_months.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    month: Mapped[date]
    score_hundredths: Mapped[int | None]
    result: Mapped[dict[str, Any]]
    """`days`, `lines`, `steps`; empty until the first night."""
    computed_at: Mapped[datetime | None]


class AppraisalItem(Base):
    """A row that an appraisal counts or leaves out: what is known of it, whatever a scheme makes of
    that. Found once, so that a grid drawn anew gives nobody what was another's to do."""

    __tablename__ = "appraisal_items"
    ownership = "district"
    monthly = "happened_at"
    __table_args__ = (
        Index(None, "appraisal_id", "source", "happened_at", "subject_id"),
        Index(None, "subject_id"),
        {"postgresql_partition_by": "RANGE (happened_at)"},
    )

    appraisal_id: Mapped[UUID] = mapped_column(ForeignKey("appraisals.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    """The grid for which the worker answered that day; None: it was their own."""
    state: Mapped[str]
    value: Mapped[int | None]
    absent: Mapped[bool]


class AppraisalCorrection(Base, Identified):
    """That a person left rows or days out, or let a row count, and why."""

    __tablename__ = "appraisal_corrections"
    ownership = "district"
    __table_args__ = (
        Index(None, "appraisal_id", "made_at", "id"),
        CheckConstraint("effect IN ('excluded', 'achieved')", name="effect"),
        CheckConstraint(
            "(subject_id IS NULL) = (first_on IS NOT NULL)"
            " AND (first_on IS NULL) = (last_on IS NULL) AND first_on <= last_on",
            name="a_row_or_days",
        ),
        CheckConstraint("subject_id IS NOT NULL OR effect = 'excluded'", name="days_left_out"),
    )

    appraisal_id: Mapped[UUID] = mapped_column(ForeignKey("appraisals.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    effect: Mapped[str]
    subject_id: Mapped[UUID | None]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    reason: Mapped[str]
    dispute_id: Mapped[UUID | None]
    """The dispute by whose answer it was made. Those who dispute know appraisals, not the other way
    round, so this is no foreign key."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
