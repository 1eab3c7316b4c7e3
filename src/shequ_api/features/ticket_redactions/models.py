from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class TicketTextRedaction(Base, Identified):
    """What was blacked out in a ticket's text, or in one of its messages; the first edition keeps
    the original."""

    __tablename__ = "ticket_text_redactions"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index(
            "uq_ticket_text_redactions_ticket",
            "ticket_id",
            "number",
            unique=True,
            postgresql_where=text("message_id IS NULL"),
        ),
        Index(
            "uq_ticket_text_redactions_message",
            "message_id",
            "number",
            unique=True,
            postgresql_where=text("message_id IS NOT NULL"),
        ),
        Index(None, "made_by_id"),
        CheckConstraint("(number = 1) = (original IS NOT NULL)", name="original_once"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket_messages.id"))
    """None: the ticket's own text."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    original: Mapped[str | None]
    spans: Mapped[list[Any]]
    """Start and end of each, in UTF-16 units of the original."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
