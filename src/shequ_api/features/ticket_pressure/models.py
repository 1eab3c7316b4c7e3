from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
OPEN = text("closed_at IS NULL")


class TicketUrge(Base, Identified):
    """Whoever ordered a ticket waits, and said so."""

    __tablename__ = "ticket_urges"
    ownership = "district"
    append_only = True
    __table_args__ = (Index(None, "ticket_id", "urged_at"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    """The one that is handled: of a merged one, its lead."""
    own_ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    """The one that they ordered."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    urged_at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who waits; None: without a name, or from before this was kept."""
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who said so for them, by a mandate."""


class Supervision(Base, Identified):
    """Those above demand an answer about a ticket by a time, until they or its end close that."""

    __tablename__ = "ticket_supervisions"
    ownership = "district"
    __table_args__ = (
        Index(None, "ticket_id", "demanded_at"),
        *(Index(f"ix_ticket_supervisions_{c}_page", c, "demanded_at", "id") for c in SCOPES),
        *(
            Index(
                f"ix_ticket_supervisions_{c}_open",
                c,
                "demanded_at",
                "id",
                postgresql_where=OPEN,
            )
            for c in SCOPES
        ),
        Index(
            "ix_ticket_supervisions_office",
            "office_id",
            "demanded_at",
            "id",
            postgresql_where=OPEN,
        ),
        Index(
            "ix_ticket_supervisions_late",
            "due_at",
            postgresql_where=text(
                "closed_at IS NULL AND answered_at IS NULL AND overdue_at IS NULL"
            ),
        ),
        CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)"
            " AND (answered_at IS NULL) = (answer IS NULL)",
            name="answered",
        ),
        CheckConstraint("due_at > demanded_at", name="in_order"),
        CheckConstraint("(closed_at IS NULL) = (closing IS NULL)", name="ended"),
        CheckConstraint("closed_by_id IS NULL OR closing = 'closed'", name="closed"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The subdistrict, district or city that demands it."""
    demand: Mapped[str]
    demanded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    demanded_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    answered_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    """When it was told that its time had passed."""
    closing: Mapped[str | None]
    """Why it is over."""
    remark: Mapped[str | None]
    """What whoever closed it said."""
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    closed_at: Mapped[datetime | None]


class Call(Base, Identified):
    """A level that is called to see to a ticket (吹哨), as it stands now."""

    __tablename__ = "ticket_calls"
    ownership = "district"
    __table_args__ = (
        Index("uq_ticket_calls_open", "ticket_id", unique=True, postgresql_where=OPEN),
        Index("ix_ticket_calls_due", "due_at", postgresql_where=OPEN),
        Index(None, "ticket_id", "made_at"),
        Index(None, "department_id", postgresql_where=text("department_id IS NOT NULL")),
        *(Index(f"ix_ticket_calls_{c}_page", c, "made_at", "id") for c in SCOPES),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("department_id IS NULL OR level = 3", name="departments_report_there"),
        CheckConstraint("closed_at IS NULL OR due_at IS NULL", name="closed_is_not_due"),
        CheckConstraint("(closed_at IS NULL) = (ending IS NULL)", name="ended"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    level: Mapped[int]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    """Who reports to the district about it."""
    steps: Mapped[int]
    due_at: Mapped[datetime | None]
    """By when that level answers; none: it has, or nobody above would hear of it."""
    unanswered: Mapped[bool]
    """The topmost level let its time pass, too."""
    reason: Mapped[str]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    made_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    ending: Mapped[str | None]
    """Why it is over: it was answered, the ticket ended, or went to another community."""
    closed_at: Mapped[datetime | None]


class CallStep(Base):
    """When a call came to a level, or its time began anew, and why."""

    __tablename__ = "ticket_call_steps"
    ownership = "district"
    append_only = True

    call_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_calls.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    level: Mapped[int]
    cause: Mapped[str]
    begun_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class Watch(Base):
    """By when a handler is to do something about a ticket, or loses it."""

    __tablename__ = "ticket_watches"
    ownership = "district"
    __table_args__ = (Index(None, "due_at"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    case_steps: Mapped[int]
    """How many steps it had taken: one more, and the handler was not silent."""
    due_at: Mapped[datetime]
