from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.features.tickets.public import Ticket as Ticket
from shequ_api.kit.model import Base, Identified


class TicketRating(Base, Identified):
    """What one of those affected thinks of one settlement of a ticket; 5 is best."""

    __tablename__ = "ticket_ratings"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("ticket_id", "round", "person_id"),
        Index(
            "uq_ticket_ratings_reporter",
            "ticket_id",
            "round",
            unique=True,
            postgresql_where=text("relation = 'reporter'"),
        ),
        Index(None, "ticket_id", "rated_at", "id"),
        Index(None, "person_id", "rated_at"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("relation IN ('reporter', 'supporter', 'inhabitant')", name="relation"),
        CheckConstraint("person_id IS NOT NULL OR relation = 'reporter'", name="known"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    round: Mapped[int]
    """1, 2…: which settlement it is about; a reopened ticket is settled anew."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: who ordered it without a name."""
    filed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who rated for them, by a mandate."""
    relation: Mapped[str]
    score: Mapped[int]
    comment: Mapped[str | None]
    rated_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RatingRefusal(Base):
    """That somebody does not want to rate a ticket, and is not reminded."""

    __tablename__ = "ticket_rating_refusals"
    ownership = "district"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    refused_at: Mapped[datetime]


class TicketEnding(Base):
    """When a settled ticket was settled last, and what its clock does next."""

    __tablename__ = "ticket_endings"
    ownership = "district"
    __table_args__ = (
        Index(None, "community_id", "settled_at", "ticket_id"),
        Index(
            "ix_ticket_endings_remind_at",
            "remind_at",
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
        Index(
            "ix_ticket_endings_archive_at",
            "archive_at",
            postgresql_where=text("archive_at IS NOT NULL"),
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where it was settled."""
    settled_at: Mapped[datetime]
    reminders: Mapped[int]
    """Sent since then."""
    remind_at: Mapped[datetime | None]
    archive_at: Mapped[datetime | None]


class EndingRule(Base):
    """What a district says about rating, reopening and archiving, from one edition to the next."""

    __tablename__ = "ticket_ending_rules"
    ownership = "district"
    append_only = True
    __table_args__ = (
        CheckConstraint("version > 0", name="numbered"),
        CheckConstraint(
            "rating_days BETWEEN 1 AND 90 AND change_days BETWEEN 0 AND rating_days"
            " AND reopen_days BETWEEN 1 AND 90 AND most_reopenings BETWEEN 0 AND 10"
            " AND low_score BETWEEN 0 AND 4 AND visit_workdays BETWEEN 1 AND 30"
            " AND archive_days BETWEEN 1 AND 180 AND archive_days >= rating_days"
            " AND archive_days >= reopen_days AND first_reminder_days BETWEEN 1 AND 30"
            " AND reminders BETWEEN 0 AND 2 AND sample_percent BETWEEN 1 AND 100",
            name="sensible",
        ),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    rating_days: Mapped[int]
    change_days: Mapped[int]
    reopen_days: Mapped[int]
    most_reopenings: Mapped[int]
    low_score: Mapped[int]
    visit_workdays: Mapped[int]
    archive_days: Mapped[int]
    first_reminder_days: Mapped[int]
    reminders: Mapped[int]
    sample_percent: Mapped[int]
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
