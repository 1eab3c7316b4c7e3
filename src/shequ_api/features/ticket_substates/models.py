from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class TicketSubstate(Base, Identified):
    """How far a ticket may be within a state, in a place's words; for all that lies inside it."""

    __tablename__ = "ticket_substates"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("place_id", "state", "code"),
        CheckConstraint("state IN ('submitted', 'accepted', 'resolving')", name="state"),
        Index("ix_ticket_substates_place_id_page", "place_id", "position", "id"),
        Index(None, "made_by_id"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    state: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    """As staff read it."""
    public_title: Mapped[str | None]
    """As residents do; None: it is nothing for them."""
    needs_note: Mapped[bool]
    position: Mapped[int]
    """Order in lists."""
    opening: Mapped[bool]
    """It may be the first."""
    after: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Behind which others it may come."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """As it is now."""
    retired_at: Mapped[datetime | None]


class TicketSubstateEdition(Base):
    """What a substate was at one version."""

    __tablename__ = "ticket_substate_editions"
    ownership = "district"
    append_only = True
    __table_args__ = (Index(None, "made_by_id"),)

    substate_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_substates.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    public_title: Mapped[str | None]
    needs_note: Mapped[bool]
    position: Mapped[int]
    opening: Mapped[bool]
    after: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    retired: Mapped[bool]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class TicketSubstateChange(Base):
    """That a handler said how far a ticket is, by a step of its trail, with a note for staff."""

    __tablename__ = "ticket_substate_changes"
    ownership = "district"
    kept = True
    __table_args__ = (
        ForeignKeyConstraint(
            ["substate_id", "version"],
            ["ticket_substate_editions.substate_id", "ticket_substate_editions.version"],
        ),
        Index(None, "set_by_id"),
        Index(None, "substate_id", "version"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    step_number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    substate_id: Mapped[UUID]
    version: Mapped[int]
    note: Mapped[str | None]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]
