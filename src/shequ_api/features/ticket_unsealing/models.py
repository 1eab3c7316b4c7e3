from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.features.ticket_unsealing.rules import LEAST_DAYS, MOST_DAYS
from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class ReporterOpening(Base, Identified):
    """That somebody was told who filed an anonymous ticket, and why; never who that is."""

    __tablename__ = "ticket_reporter_openings"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "ticket_id", "opened_at", "id"),
        *(
            Index(f"ix_ticket_reporter_openings_{column}_page", column, "opened_at", "id")
            for column in SCOPES
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the ticket lay then."""
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    role: Mapped[str]
    """As what."""
    reason: Mapped[str]
    silent_ground: Mapped[str | None]
    """The law that forbids to tell the reporter; None: they are told."""
    opened_at: Mapped[datetime]


class SealRule(Base):
    """How long after its end a district keeps who filed an anonymous ticket."""

    __tablename__ = "ticket_seal_rules"
    ownership = "district"
    __table_args__ = (
        CheckConstraint(f"days BETWEEN {LEAST_DAYS} AND {MOST_DAYS}", name="sensible"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    days: Mapped[int]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    set_at: Mapped[datetime]
