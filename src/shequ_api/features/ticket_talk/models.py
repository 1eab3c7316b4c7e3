from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class TicketThread(Base):
    """The talk about one ticket: how much was said, and how far its reporter has read."""

    __tablename__ = "ticket_threads"
    ownership = "district"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    messages: Mapped[int]
    """The number of the last one."""
    reporter_read: Mapped[int]
    """The reporter's own mark: an anonymous one is in no reading."""
    awaits_reply: Mapped[bool]
    """The reporter's side spoke last."""
    last_at: Mapped[datetime]


class TicketMessage(Base, Identified):
    """What was said on a ticket. Never edited; blacked out by a redaction, gone with its author."""

    __tablename__ = "ticket_messages"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("ticket_id", "number"),
        Index("ix_ticket_messages_ticket_id_page", "ticket_id", "written_at", "id"),
        *(
            Index(
                f"ix_ticket_messages_{column}",
                column,
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in ("author_id", "agent_id")
        ),
        CheckConstraint("side = 'staff' OR NOT public", name="public_by_staff"),
        CheckConstraint("side IN ('reporter', 'staff')", name="side"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    """1, 2, 3… within the ticket."""
    side: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Whose words they are. None: whoever ordered without a name."""
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who wrote them for the author, by a mandate."""
    role: Mapped[str]
    """In which role it was written."""
    text: Mapped[str]
    public: Mapped[bool]
    state: Mapped[str]
    """Of the ticket, when it was written."""
    written_at: Mapped[datetime]


class TicketMessagePhoto(Base):
    """A photo in a message."""

    __tablename__ = "ticket_message_photos"
    ownership = "district"
    __table_args__ = (Index(None, "file_id"),)

    message_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_messages.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]


class TicketReading(Base):
    """How far somebody who is not its reporter has read a ticket's talk."""

    __tablename__ = "ticket_readings"
    ownership = "district"
    __table_args__ = (Index(None, "person_id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]


class TicketNote(Base, Identified):
    """What staff noted among themselves; nobody of the reporter's side ever reads it."""

    __tablename__ = "ticket_notes"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_ticket_notes_ticket_id_page", "ticket_id", "written_at", "id"),
        Index(None, "author_id"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]
