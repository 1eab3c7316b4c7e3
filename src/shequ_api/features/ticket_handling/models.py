from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class TicketRule(Base):
    """Within what times tickets are handled in a district, from one edition to the next."""

    __tablename__ = "ticket_rules"
    ownership = "district"
    append_only = True
    __table_args__ = (
        CheckConstraint("version > 0", name="numbered"),
        CheckConstraint("return_workdays BETWEEN 1 AND 10", name="return_workdays"),
        CheckConstraint("urge_hours BETWEEN 1 AND 168", name="urge_hours"),
        CheckConstraint("answer_hours BETWEEN 1 AND 240", name="answer_hours"),
        CheckConstraint("silence_hours BETWEEN 1 AND 720", name="silence_hours"),
        CheckConstraint("supervision_workdays BETWEEN 1 AND 30", name="supervision_workdays"),
        CheckConstraint("appeal_days BETWEEN 1 AND 60", name="appeal_days"),
        CheckConstraint("appeal_workdays BETWEEN 1 AND 30", name="appeal_workdays"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    return_workdays: Mapped[int]
    """Until how many workdays later who was given a ticket may give it back."""
    urge_hours: Mapped[int]
    """How long those who ordered wait before they urge again."""
    answer_hours: Mapped[int]
    """How long each step of an escalation has to answer."""
    silence_hours: Mapped[int | None]
    """After how long a silent handler loses it; none: never by itself."""
    supervision_workdays: Mapped[int]
    """Until how many workdays later what is supervised is answered, where nothing else is said."""
    appeal_days: Mapped[int]
    """How long whoever ordered what was declined may appeal."""
    appeal_workdays: Mapped[int]
    """Until how many workdays later those above decide about it."""
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)


class Arbitration(Base, Identified):
    """A time in which a ticket waited for those above to say who handles it."""

    __tablename__ = "ticket_arbitrations"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_ticket_arbitrations_open",
            "ticket_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(None, "ticket_id", "opened_at"),
        CheckConstraint(
            "(ruled_by_id IS NULL) = (step_number IS NULL)"
            " AND (ruled_by_id IS NULL OR closed_at IS NOT NULL)",
            name="ruled",
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    opened_at: Mapped[datetime]
    bounces: Mapped[int]
    new_fact_given: Mapped[bool]
    """It came back although they had ruled, for a fact that they had not known."""
    closed_at: Mapped[datetime | None]
    """They ruled; without who did, the ticket ended before."""
    ruled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    step_number: Mapped[int | None]
    """Of the step in the ticket's trail by which they ruled: to whom, and why."""
