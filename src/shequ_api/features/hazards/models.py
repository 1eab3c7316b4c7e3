from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import Ticket as Ticket
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "general_grid_id",
    "micro_grid_id",
)
LEVELS = "level IN ('general', 'major', 'critical')"
IS_OPEN = text("ended_at IS NULL")


class Hazard(Base, Identified, Located):
    """Something dangerous at a place, until it is seen to be gone."""

    __tablename__ = "hazards"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_hazards_{c}_page", c, "found_at", "id") for c in SCOPES),
        *(
            Index(f"ix_hazards_{c}_due", c, "due_at", "id", postgresql_where=IS_OPEN)
            for c in SCOPES
        ),
        # The same at the same place is one, as long as it is not gone.
        Index(
            "uq_hazards_open",
            "place_id",
            "form_key",
            "field",
            "level",
            "text",
            unique=True,
            postgresql_where=IS_OPEN,
        ),
        Index(None, "place_id", "form_key"),
        Index(
            "ix_hazards_compound_id_open",
            "compound_id",
            "form_key",
            "field",
            postgresql_where=IS_OPEN,
        ),
        Index(
            "ix_hazards_late",
            "due_at",
            postgresql_where=text("ended_at IS NULL AND escalated_at IS NULL"),
        ),
        CheckConstraint(LEVELS, name="level"),
        CheckConstraint(
            "state IN ('found', 'rectifying', 'rectified', 'closed', 'waived', 'void')",
            name="state",
        ),
        CheckConstraint(
            "(state IN ('closed', 'waived', 'void')) = (ended_at IS NOT NULL)", name="ended"
        ),
        # Closed only by an inspection that passed it, after it had been put right.
        CheckConstraint(
            "(state = 'closed') = (passed_by_submission_id IS NOT NULL)"
            " AND (state <> 'closed' OR rectified_at IS NOT NULL)",
            name="passed",
        ),
        CheckConstraint(
            "(rectified_at IS NULL) = (rectified_by_id IS NULL)"
            " AND (state <> 'rectified' OR rectified_at IS NOT NULL)",
            name="rectified",
        ),
        CheckConstraint(
            "escalated_to IN ('community', 'subdistrict')"
            " AND (escalated_to IS NULL) = (escalated_at IS NULL)",
            name="escalated",
        ),
        CheckConstraint("round >= 1", name="counted"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    """The case's, so that lists need no look at the case."""
    form_key: Mapped[str]
    field: Mapped[str]
    label: Mapped[str]
    """What the form calls the field."""
    level: Mapped[str]
    text: Mapped[str]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"), index=True)
    """The inspection that found it first."""
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    """By which it is put right; None where that came to nothing, and another is needed."""
    round: Mapped[int] = mapped_column(default=1)
    """One more for each re-inspection that it did not pass."""
    found_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Until when it should be put right; once it is, until when it should be looked at again."""
    rectified_at: Mapped[datetime | None]
    rectified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    rectified_by_submission_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("form_submissions.id")
    )
    """The inspection that saw it gone before any settlement did."""
    passed_by_submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("form_submissions.id"))
    escalated_to: Mapped[str | None]
    escalated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(lazy="raise")


class HazardFinding(Base, Identified):
    """What one inspection saw of a hazard: that it is there, or that it is gone."""

    __tablename__ = "hazard_findings"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_hazard_findings_standing",
            "hazard_id",
            "submission_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(None, "hazard_id", "noted_at"),
        Index(None, "submission_id"),
    )

    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazards.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    there: Mapped[bool]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """Who wrote the answers that say so."""
    seen_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """The inspection was deleted, rejected, or says otherwise since an edit."""

    hazard: Mapped[Hazard] = relationship(lazy="raise")


class HazardDeadline(Base):
    """How many workdays a district gives hazards of a level."""

    __tablename__ = "hazard_deadlines"
    ownership = "district"
    __table_args__ = (
        CheckConstraint(LEVELS, name="level"),
        CheckConstraint("rectify_workdays BETWEEN 0 AND 60", name="rectify"),
        CheckConstraint("reinspect_workdays BETWEEN 0 AND 60", name="reinspect"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    rectify_workdays: Mapped[int]
    reinspect_workdays: Mapped[int]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]
