from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class PerformanceMonth(Base, Identified):
    """One community's month, reviewed and frozen as a whole."""

    __tablename__ = "performance_months"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("community_id", "month"),
        *(Index(f"ix_performance_months_{c}_page", c, "month", "id") for c in SCOPES),
        Index(
            "ix_performance_months_unfrozen",
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
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("performance_schemes.id"))
    state: Mapped[str]
    counted_to: Mapped[date]
    """The last day whose tasks have found who answers for them; before the first, none has."""
    refreshed_on: Mapped[date | None]
    looked_on: Mapped[date | None]
    """Frozen: when its evidence was last compared with what was counted."""
    dispute_until: Mapped[date | None]
    """The last day on which workers may dispute."""
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    editions: Mapped[int]
    """How often it has been frozen."""


class PerformanceReview(Base, Identified):
    """One worker's month in one community, as it stands: the formula with all that went into it."""

    __tablename__ = "performance_reviews"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("month_id", "person_id"),
        *(Index(f"ix_performance_reviews_{c}_page", c, "month", "id") for c in SCOPES),
        Index(None, "person_id", "month", "id"),
    )

    month_id: Mapped[UUID] = mapped_column(ForeignKey("performance_months.id"))
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


class PerformanceItem(Base):
    """A row that a review counts or leaves out: what is known of it, whatever a scheme makes of
    that. Found once, so that a grid drawn anew gives nobody what was another's to do."""

    __tablename__ = "performance_items"
    ownership = "district"
    monthly = "happened_at"
    __table_args__ = (
        Index(None, "review_id", "source", "happened_at", "subject_id"),
        Index(None, "subject_id"),
        {"postgresql_partition_by": "RANGE (happened_at)"},
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("performance_reviews.id"), primary_key=True)
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
    covering: Mapped[bool]
    """The grid was somebody else's, for whom the worker stood in that day."""


class PerformanceAdjustment(Base, Identified):
    """What a row of a frozen month turned out to be: an entry of the next open month. It is never
    changed nor taken out; another one reverses it."""

    __tablename__ = "performance_adjustments"
    ownership = "district"
    __table_args__ = (
        Index(None, "review_id", "decided_at", "id"),
        Index(None, "of_review_id", "decided_at", "id"),
        Index(
            "ix_performance_adjustments_waiting",
            "district_id",
            postgresql_where=text("review_id IS NULL"),
        ),
        Index(
            "uq_performance_adjustments_reversed",
            "reverses_id",
            unique=True,
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        CheckConstraint("cause IN ('dispute', 'evidence', 'reopening')", name="cause"),
        CheckConstraint("(cause = 'dispute') = (effect IS NOT NULL)", name="of_dispute"),
        CheckConstraint("(cause = 'evidence') = (state IS NOT NULL)", name="of_evidence"),
        CheckConstraint("(cause = 'reopening') = (reverses_id IS NOT NULL)", name="of_reopening"),
    )

    of_review_id: Mapped[UUID] = mapped_column(ForeignKey("performance_reviews.id"))
    """Of the frozen month; `source`, `subject_id` and `happened_at` name its row."""
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("performance_reviews.id"))
    """In which it stands; None until a later month is open."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    cause: Mapped[str]
    source: Mapped[str]
    subject_id: Mapped[UUID]
    happened_at: Mapped[datetime]
    effect: Mapped[str | None]
    """How the row counts from now on, by somebody's word."""
    state: Mapped[str | None]
    """What the row is by now, by its source."""
    value: Mapped[int | None]
    score_before: Mapped[int | None]
    score_after: Mapped[int | None]
    """Of the frozen month, in hundredths, with all that was adjusted in it."""
    points_hundredths: Mapped[int]
    """What is added to, or taken from, the month in which it stands."""
    steps: Mapped[list[Any]]
    reason: Mapped[str]
    dispute_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("performance_adjustments.id"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None where a source changed by itself."""
    decided_at: Mapped[datetime]
