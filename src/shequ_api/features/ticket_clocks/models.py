from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class SlaPolicy(Base):
    """How long a place's tickets of a category may take, from one edition to the next; without
    content it follows those above again."""

    __tablename__ = "sla_policies"
    ownership = "global"
    append_only = True
    __table_args__ = (CheckConstraint("version > 0", name="numbered"),)

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    """A city, a district or a community."""
    category: Mapped[str] = mapped_column(primary_key=True)
    """The code of a service, or `all` for those without a policy of their own."""
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)


class OfficeHours(Base):
    """When the offices of a district or city are open, from one edition to the next; without
    content they follow those above again."""

    __tablename__ = "office_hours"
    ownership = "global"
    append_only = True
    __table_args__ = (CheckConstraint("version > 0", name="numbered"),)

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)


class TicketClock(Base):
    """One target of one ticket: from when to when, and until when it was to be done."""

    __tablename__ = "ticket_clocks"
    ownership = "district"
    __table_args__ = (
        CheckConstraint(
            "target IN ('first_response', 'next_response', 'resolution')", name="target"
        ),
        CheckConstraint("outcome IN ('done', 'dropped')", name="outcome"),
        CheckConstraint("(stopped_at IS NULL) = (outcome IS NULL)", name="stopped"),
        Index(
            "ix_ticket_clocks_due_at",
            "due_at",
            postgresql_where=text("stopped_at IS NULL AND overdue_told_at IS NULL"),
        ),
        Index(
            "ix_ticket_clocks_warn_at",
            "warn_at",
            postgresql_where=text("stopped_at IS NULL AND warned_at IS NULL"),
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    stopped_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    length_seconds: Mapped[int | None]
    """None: no policy sets an end."""
    counted: Mapped[str | None]
    due_at: Mapped[datetime | None]
    """Of one that stopped before: when it would have been due."""
    warn_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]


class TicketClockFault(Base):
    """A ticket whose clocks could not be reckoned: it is looked at again later, not at once."""

    __tablename__ = "ticket_clock_faults"
    ownership = "district"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    tries: Mapped[int]
    next_try_at: Mapped[datetime]


class TicketClockSpan(Base):
    """A stretch of a clock that runs or is paused: half-open, one after the other without gaps.
    One that lies ahead is what will be, if nothing ends a pause before its time."""

    __tablename__ = "ticket_clock_spans"
    ownership = "district"
    __table_args__ = (
        CheckConstraint("begins_at < ends_at", name="forward"),
        CheckConstraint("NOT (paused IS NOT NULL AND ends_at IS NULL)", name="pauses_end"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime | None]
    paused: Mapped[str | None]
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))


class TicketPause(Base, Identified):
    """Somebody said that, and why, a ticket cannot go on."""

    __tablename__ = "ticket_pauses"
    ownership = "district"
    __table_args__ = (
        CheckConstraint("reason IN ('resident', 'parts', 'authority', 'weather')", name="reason"),
        CheckConstraint("paused_at < until", name="forward"),
        CheckConstraint("resumed_at <= until", name="in_time"),
        Index(
            "uq_ticket_pauses_open",
            "ticket_id",
            unique=True,
            postgresql_where=text("resumed_at IS NULL"),
        ),
        Index(None, "ticket_id", "paused_at"),
        Index("ix_ticket_pauses_until", "until", postgresql_where=text("resumed_at IS NULL")),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    reason: Mapped[str]
    note: Mapped[str | None]
    paused_at: Mapped[datetime]
    paused_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    until: Mapped[datetime]
    """When it is over by itself."""
    resumed_at: Mapped[datetime | None]
    resumed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """None: nobody did; its time was over, the resident spoke, or the ticket ended."""


class TicketMark(Base):
    """That the reporter, or the community for them to see, said something on a ticket."""

    __tablename__ = "ticket_marks"
    ownership = "district"
    __table_args__ = (CheckConstraint("kind IN ('asked', 'answered')", name="kind"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    said_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    public: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Answered to all, and so to whoever ordered what was put under it."""
