from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = ("community_id", "compound_id", "general_grid_id", "micro_grid_id")
OPEN = text("state IN ('planned', 'under_way')")


class VisitRound(Base, Identified, Located):
    """One window for many doors of a compound or building; its stops are visits."""

    __tablename__ = "visit_rounds"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_visit_rounds_{c}_page", c, "opens_at", "id") for c in SCOPES),
        CheckConstraint("opens_at < closes_at", name="some_time"),
    )

    purpose_code: Mapped[str] = mapped_column(ForeignKey("visit_purposes.code"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    planned_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    planned_at: Mapped[datetime]


class Visit(Base, Identified, Located):
    """Somebody comes to a door. It belongs to its grid, whoever serves that, and keeps its state
    itself, as patrol tasks do."""

    __tablename__ = "visits"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_visits_{c}_page", c, "opens_at", "id") for c in SCOPES),
        *(Index(f"ix_visits_{c}_open", c, "opens_at", "id", postgresql_where=OPEN) for c in SCOPES),
        Index(None, "place_id", "opens_at", "id"),
        Index(None, "round_id", "position", postgresql_where=text("round_id IS NOT NULL")),
        Index(
            "uq_visits_retry_of_id",
            "retry_of_id",
            unique=True,
            postgresql_where=text("retry_of_id IS NOT NULL AND state <> 'cancelled'"),
        ),
        CheckConstraint(
            "state IN ('planned', 'under_way', 'done', 'nobody_home', 'refused', 'cancelled')",
            name="state",
        ),
        CheckConstraint("opens_at < closes_at", name="some_time"),
        CheckConstraint(
            "num_nonnulls(admitted_at, admitted_by_id) IN (0, 2)", name="admitted_by_somebody"
        ),
        Index(
            "ix_visits_kept",
            "purpose_code",
            "closes_at",
            postgresql_where=text("let_go_at IS NULL"),
        ),
        CheckConstraint(
            "(state IN ('planned', 'under_way')) = (closed_at IS NULL)", name="closed_once_over"
        ),
        CheckConstraint("state <> 'under_way' OR began_at IS NOT NULL", name="begun"),
        CheckConstraint("wish IN ('another_time', 'refused')", name="wish"),
        CheckConstraint("attempt BETWEEN 1 AND 9", name="attempt"),
    )

    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit_rounds.id"))
    position: Mapped[int]
    """In the order of walking, through a round."""
    purpose_code: Mapped[str] = mapped_column(ForeignKey("visit_purposes.code"))
    form_keys: Mapped[list[Any]]
    concerned_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """The one of the household whom it is about."""
    for_household: Mapped[bool]
    """Whether all who live there are told."""
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    planned_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    planned_at: Mapped[datetime]
    note: Mapped[str | None]
    """For those who come."""
    state: Mapped[str]
    wish: Mapped[str | None]
    """What a household said that waits for whoever plans."""
    attempt: Mapped[int]
    retry_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
    check_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("check_ins.id"))
    began_at: Mapped[datetime | None]
    began_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    outcome_note: Mapped[str | None]
    admitted_at: Mapped[datetime | None]
    """When a refusal was taken back at the door."""
    admitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """The worker who took down the household's word."""
    admittance_note: Mapped[str | None]
    """In the household's words."""
    let_go_at: Mapped[datetime | None]
    """Since when nothing is kept of it but that it was."""


class VisitParticipant(Base):
    """Somebody who is to come along, and for which days they see what the visit needs."""

    __tablename__ = "visit_participants"
    ownership = "district"
    __table_args__ = (
        Index(None, "person_id", "access_until", "visit_id"),
        CheckConstraint("access_from < access_until", name="some_time"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey("postings.id"))
    """By which they come: no longer than it lasts. None: in person, as they were invited."""
    access_from: Mapped[datetime]
    access_until: Mapped[datetime]
    invited_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    invited_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    present: Mapped[bool | None]
    """As was written down at the door."""

    visit: Mapped[Visit] = relationship(lazy="raise")


class VisitReply(Base):
    """What one of those who live there says to a visit; the last word counts."""

    __tablename__ = "visit_replies"
    ownership = "district"
    __table_args__ = (
        Index(None, "person_id"),
        CheckConstraint("kind IN ('welcome', 'another_time', 'refused')", name="kind"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    wanted_from: Mapped[datetime | None]
    wanted_until: Mapped[datetime | None]
    note: Mapped[str | None]
    said_at: Mapped[datetime]


class VisitInspection(Base):
    """That a filled-in form belongs to a visit."""

    __tablename__ = "visit_inspections"
    ownership = "district"
    __table_args__ = (Index(None, "visit_id"),)

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
