from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.model import Base, Identified


class TicketSupport(Base):
    """That somebody besides the reporter is affected by a ticket (me too), or follows it. Who
    ordered what was merged into it is affected without a row of this table."""

    __tablename__ = "ticket_supports"
    ownership = "district"
    __table_args__ = (
        Index(None, "person_id", "since", "ticket_id"),
        CheckConstraint("kind IN ('affected', 'follows')", name="kind"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    since: Mapped[datetime]

    ticket: Mapped[Ticket] = relationship(lazy="raise")


class TicketMerge(Base, Identified):
    """That a ticket is handled under another one (并单), until that is undone (拆回)."""

    __tablename__ = "ticket_merges"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_ticket_merges_standing",
            "merged_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index(None, "merged_id", "merged_at"),
        Index(None, "lead_id", "merged_at"),
        CheckConstraint("lead_id <> merged_id", name="two"),
        CheckConstraint(
            "undone_at IS NOT NULL OR num_nonnulls(undone_by_id, undo_reason) = 0",
            name="undone",
        ),
    )

    lead_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    from_state: Mapped[str]
    """The state that the merged one had, and gets back."""
    awaited_place: Mapped[bool] = mapped_column(default=False, server_default="false")
    awaited_service: Mapped[bool] = mapped_column(default=False, server_default="false")
    awaited_arbitration: Mapped[bool] = mapped_column(default=False, server_default="false")
    """What it waited for, and waits for again."""
    reason: Mapped[str]
    merged_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    merged_at: Mapped[datetime]
    undo_reason: Mapped[str | None]
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None where it undid itself: the lead was taken back by who ordered it, or declined."""
    undone_at: Mapped[datetime | None]


class TicketSplit(Base):
    """That a ticket was split off another one, whose words it is a part of (拆单)."""

    __tablename__ = "ticket_splits"
    ownership = "district"
    __table_args__ = (Index(None, "parent_id", "split_at"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    reason: Mapped[str]
    split_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    split_at: Mapped[datetime]
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    undone_at: Mapped[datetime | None]


class TicketSpot(Base):
    """Where an open ticket lies, and the pairs of characters that its words are made of."""

    __tablename__ = "ticket_spots"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_ticket_spots_point",
            text("point(longitude, latitude)"),
            postgresql_using="gist",
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    service_code: Mapped[str]
    longitude: Mapped[float]
    latitude: Mapped[float]
    """WGS-84 degrees of its place or, where no building is known, of its position."""
    pairs: Mapped[list[str]] = mapped_column(ARRAY(Text()))

    ticket: Mapped[Ticket] = relationship(lazy="raise")
