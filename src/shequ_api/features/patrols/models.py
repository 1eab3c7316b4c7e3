from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.blocks.workflow.models import Case
from shequ_api.kit.model import Base, Identified

INSPECTION_SCOPES = ("community_id", "general_grid_id", "micro_grid_id", "building_id")
REVIEWING_SCOPES = ("community_id", "general_grid_id")
HAZARD_SCOPES = ("community_id", "micro_grid_id")


class Inspection(Base, Identified, Located):
    """One filled-in form about a dwelling or building. Its id is its submission's."""

    __tablename__ = "inspections"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_inspections_{c}_page", c, "received_at", "id") for c in INSPECTION_SCOPES),
        *(
            Index(
                f"ix_inspections_{c}_pending",
                c,
                "received_at",
                "id",
                postgresql_where=text("reviewed_at IS NULL"),
            )
            for c in REVIEWING_SCOPES
        ),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="whole_review"),
        CheckConstraint("reviewed_by_id <> worker_id", name="reviewed_by_another"),
    )

    # The submission that the id names: answers, version and body hash lie there.
    id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    form_key: Mapped[str]
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    check_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("check_ins.id"))
    flags: Mapped[list[Any]]
    """What the answers raised, in the order of the form: `rules.Flag` as objects."""
    hazard_level: Mapped[str | None]
    """The highest of its hazards."""
    filled_at: Mapped[datetime]
    """By the phone's clock."""
    received_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    """Beside the case's state, so that what waits for review is found by a partial index."""
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    case: Mapped[Case] = relationship(lazy="raise")


class Hazard(Base, Identified, Located):
    """Something dangerous that an inspection found, and the ticket by which it is put right."""

    __tablename__ = "hazards"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_hazards_{c}_page", c, "found_at", "id") for c in HAZARD_SCOPES),
        CheckConstraint("level IN ('general', 'major', 'critical')", name="level"),
    )

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"), index=True)
    field: Mapped[str]
    level: Mapped[str]
    text: Mapped[str]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    found_at: Mapped[datetime]

    inspection: Mapped[Inspection] = relationship(lazy="raise")
