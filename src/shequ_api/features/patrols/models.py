from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.blocks.workflow.models import Case
from shequ_api.kit.model import Base, Identified

COUNTED_SCOPES = ("community_id", "general_grid_id", "micro_grid_id")
REVIEWING_SCOPES = ("community_id", "general_grid_id")
OPEN = text("state IN ('received', 'has_issues', 'edited')")


class Inspection(Base, Identified, Located):
    """One filled-in form about a dwelling or building. Its id is its submission's."""

    __tablename__ = "inspections"
    ownership = "district"
    __table_args__ = (
        Index("ix_inspections_building_id_page", "building_id", "received_at", "id"),
        # By the same indexes, without looking at the rows, a scope's inspections are counted.
        *(
            Index(
                f"ix_inspections_{c}_page",
                c,
                "received_at",
                "id",
                postgresql_include=["state", "micro_grid_id"],
            )
            for c in COUNTED_SCOPES
        ),
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
        Index(None, "worker_id"),
        Index(
            "ix_inspections_worker_id_open", "worker_id", "received_at", "id", postgresql_where=OPEN
        ),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="whole_review"),
        CheckConstraint("reviewed_by_id <> worker_id", name="reviewed_by_another"),
        CheckConstraint("answers_number >= 1", name="counted"),
    )

    # The submission that the id names: answers, version and body hash lie there.
    id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    """The case's, so that lists and counts by state need no look at the case."""
    form_key: Mapped[str]
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    came_as: Mapped[str | None]
    """By which role a specialist came along to a visit, or `invited`; None: who serves there."""
    check_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("check_ins.id"))
    flags: Mapped[list[Any]]
    """What the answers raised, in the order of the form: `rules.Flag` as objects."""
    hazard_level: Mapped[str | None]
    """The highest of its hazards."""
    filled_at: Mapped[datetime]
    """By the phone's clock."""
    received_at: Mapped[datetime]
    answers_number: Mapped[int] = mapped_column(default=1)
    """1 for the answers as they came; one more for each edit."""
    approvals: Mapped[int] = mapped_column(default=0)
    """How often it was approved: more than once where an approval was withdrawn."""
    photos_waived_at: Mapped[datetime | None]
    """Since when nobody waits any longer for expected photos that are not there."""
    reviewed_at: Mapped[datetime | None]
    """Beside the case's state, so that what waits for review is found by a partial index."""
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    case: Mapped[Case] = relationship(lazy="raise")


class InspectionPhoto(Base):
    """A photo that the answers name and that comes later: it is there as soon as its worker has
    handed in a file of this hash."""

    __tablename__ = "inspection_photos"
    ownership = "district"
    append_only = True
    __table_args__ = (CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="hashed"),)

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    photo_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Of the phone's making: the answers name the photo by it."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    sha256: Mapped[str]
    """Of the bytes as the phone has them, in hex."""

    inspection: Mapped[Inspection] = relationship(lazy="raise")
