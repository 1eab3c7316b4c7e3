from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.model import Base, Identified


class TicketSubtask(Base, Identified):
    """A part of the work on a ticket, with its own deadline (子任务). Its state is its case's."""

    __tablename__ = "ticket_subtasks"
    ownership = "district"
    __table_args__ = (
        Index(None, "ticket_id", "set_at", "id"),
        Index(
            "ix_ticket_subtasks_assignee_id_open",
            "assignee_id",
            "due_at",
            "id",
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_ticket_subtasks_assignee_id_ended",
            "assignee_id",
            "ended_at",
            "id",
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
        Index(
            "ix_ticket_subtasks_due_at_untold",
            "due_at",
            postgresql_where=text("ended_at IS NULL AND overdue_told_at IS NULL"),
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    what: Mapped[str | None]
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: whose it was left, and nobody leads who could have it; whoever leads next does."""
    required: Mapped[bool]
    """The ticket is not settled before it is done or cancelled."""
    due_at: Mapped[datetime]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Since when nobody is to do anything about it; None: open."""
    overdue_told_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(lazy="raise")
    ticket: Mapped[Ticket] = relationship(lazy="raise")


class TicketSubtaskPhoto(Base):
    """A photo that shows how a subtask was done."""

    __tablename__ = "ticket_subtask_photos"
    ownership = "district"

    subtask_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_subtasks.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    step_number: Mapped[int]
    """Of the step by which it was done: it may be done again."""
    position: Mapped[int]
