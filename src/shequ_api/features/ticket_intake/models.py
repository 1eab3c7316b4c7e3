from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.model import Base, Identified

COARSE_METRES = 1_000
"""Positions are kept no more precise than this when their time is over."""


class TicketPosition(Base):
    """Where the one who filed a ticket says that it is, as the phone or the map gave it."""

    __tablename__ = "ticket_positions"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_ticket_positions_received_at_precise",
            "received_at",
            postgresql_where=text("accuracy_metres < 1000"),
        ),
        CheckConstraint("coordinate_system IN ('WGS-84', 'GCJ-02')", name="coordinate_system"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    longitude: Mapped[float]
    latitude: Mapped[float]
    coordinate_system: Mapped[str]
    accuracy_metres: Mapped[float]
    received_at: Mapped[datetime]

    ticket: Mapped[Ticket] = relationship(lazy="raise")


class TicketPetitioner(Base):
    """For whom staff entered a ticket: somebody without an account, or an organisation."""

    __tablename__ = "ticket_petitioners"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_ticket_petitioners_entered_at_named",
            "entered_at",
            postgresql_where=text("name_sealed IS NOT NULL OR phone_sealed IS NOT NULL"),
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    entered_at: Mapped[datetime]

    ticket: Mapped[Ticket] = relationship(lazy="raise")


class TicketAttribution(Base, Identified):
    """To what a ticket was found, or ruled, to belong, and how that was known. Never changed."""

    __tablename__ = "ticket_attributions"
    ownership = "district"
    append_only = True
    __table_args__ = (Index(None, "ticket_id", "id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the ticket came to lie by it."""
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    found_by: Mapped[str]
    certain: Mapped[bool]
    explanations: Mapped[list[Any]]
    doubts: Mapped[list[Any]]
    likely_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    likely_grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    """What the position suggests where that was not certain enough."""
    step_number: Mapped[int | None]
    """The step in the ticket's trail by which a person ruled: it says who, when and why."""
    made_at: Mapped[datetime]

    ticket: Mapped[Ticket] = relationship(lazy="raise")
