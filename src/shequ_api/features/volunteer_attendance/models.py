from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

PENDING = text("state IN ('waiting', 'unfinished')")


class VolunteerSession(Base, Identified, Located):
    """Somebody served at a place from one instant to another. Its id is that of its first mark."""

    __tablename__ = "volunteer_sessions"
    ownership = "district"
    kept = True
    moves_with_grid = False  # evidence: it stays where it was made
    __table_args__ = (
        Index("ix_volunteer_sessions_community_id_page", "community_id", "began_at", "id"),
        Index(
            "ix_volunteer_sessions_community_id_pending",
            *("community_id", "state", "began_at", "id"),
            postgresql_where=PENDING,
        ),
        Index("ix_volunteer_sessions_micro_grid_id_page", "micro_grid_id", "began_at", "id"),
        Index("ix_volunteer_sessions_person_id_page", "person_id", "began_at", "id"),
        Index("ix_volunteer_sessions_open", "began_at", postgresql_where=text("state = 'open'")),
        ExcludeConstraint(
            ("person_id", "="),
            (text("tstzrange(began_at, ended_at)"), "&&"),
            name="ex_volunteer_sessions_overlap",
            where=text("ended_at IS NOT NULL AND state <> 'rejected'"),
        ),
        CheckConstraint("ended_at > began_at", name="lasts"),
        CheckConstraint(
            "state IN ('open', 'unfinished', 'short', 'waiting', 'confirmed', 'rejected')"
            " AND (state IN ('open', 'unfinished') OR ended_at IS NOT NULL OR state = 'rejected')",
            name="state",
        ),
        CheckConstraint("round >= 0", name="counted"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    state: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    """Whole ones, by both instants; how many count the policy says."""
    round: Mapped[int] = mapped_column(default=0)
    """How often it was confirmed."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: the policy confirmed it, or nobody did yet."""
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]
    """Why it was rejected, or mended."""
    mended: Mapped[bool] = mapped_column(default=False)


class VolunteerMark(Base, Identified):
    """A code was scanned on coming or on leaving."""

    __tablename__ = "volunteer_marks"
    ownership = "district"
    append_only = True
    __table_args__ = (
        UniqueConstraint("session_id", "kind"),
        CheckConstraint("kind IN ('in', 'out')", name="kind"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer_sessions.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose code was scanned."""
    distance_metres: Mapped[float | None]
    """Between the phone and the place; where the phone was is not kept."""
    accuracy_metres: Mapped[float]
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]
    happened_at: Mapped[datetime]
    """By our clock, as far as the phone lets us know."""
    score: Mapped[int]
    rules_version: Mapped[int]
    reasons: Mapped[list[Any]]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
