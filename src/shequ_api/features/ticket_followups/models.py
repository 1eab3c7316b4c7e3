from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.blocks.workflow.models import Case
from shequ_api.kit.model import Base, Identified

VISIT_SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class Staffed:
    """Mixin: the divisions whose staff sees to it; those below a community do not."""

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))


class ReturnVisit(Base, Identified, Staffed):
    """A call (回访) on somebody who was not content, by somebody who did not handle the ticket."""

    __tablename__ = "return_visits"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_return_visits_{c}_page", c, "due_at", "id") for c in VISIT_SCOPES),
        *(
            Index(
                f"ix_return_visits_{c}_open",
                c,
                "due_at",
                "id",
                postgresql_where=text("done_at IS NULL"),
            )
            for c in VISIT_SCOPES
        ),
        Index(
            "uq_return_visits_open",
            "ticket_id",
            unique=True,
            postgresql_where=text("done_at IS NULL"),
        ),
        UniqueConstraint("rating_id"),
        Index(
            "ix_return_visits_due_at",
            "due_at",
            postgresql_where=text("done_at IS NULL AND overdue_told_at IS NULL"),
        ),
        Index(None, "ticket_id", "opened_at"),
        CheckConstraint(
            "outcome IN ('content', 'explained', 'not_content', 'not_reached', 'dropped')",
            name="outcome",
        ),
        CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="done"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    rating_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_ratings.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    score: Mapped[int]
    """As it was when it called for the visit."""
    attempts: Mapped[int]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    overdue_told_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    note: Mapped[str | None]
    reopened: Mapped[bool]
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    done_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(lazy="raise")


class QualitySample(Base, Identified, Staffed):
    """The settled tickets of a community's month that are looked at again (抽检), by a seed."""

    __tablename__ = "quality_samples"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("community_id", "month"),
        *(Index(f"ix_quality_samples_{c}_page", c, "month", "id") for c in VISIT_SCOPES),
        CheckConstraint("extract(day FROM month) = 1", name="first_of_month"),
        CheckConstraint("0 <= size AND size <= population", name="size"),
    )

    month: Mapped[date]
    seed: Mapped[str]
    percent: Mapped[int]
    population: Mapped[int]
    population_sha256: Mapped[str]
    """Of the ids from which it was drawn."""
    size: Mapped[int]
    drawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    drawn_at: Mapped[datetime]


class QualityCheck(Base):
    """One ticket of a sample, and what came of looking at it."""

    __tablename__ = "quality_checks"
    ownership = "district"
    __table_args__ = (
        Index(None, "ticket_id"),
        Index(None, "sample_id", "position", unique=True),
        CheckConstraint(
            "(passed IS NULL) = (checked_at IS NULL)"
            " AND (checked_at IS NULL) = (checked_by_id IS NULL)",
            name="checked",
        ),
    )

    sample_id: Mapped[UUID] = mapped_column(ForeignKey("quality_samples.id"), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    passed: Mapped[bool | None]
    note: Mapped[str | None]
    reopened: Mapped[bool]
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    checked_at: Mapped[datetime | None]
