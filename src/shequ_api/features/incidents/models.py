from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.model import Base, Identified

LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")


class Incident(Base, Identified):
    """What many report at once (停水停电, works), with one answer for all (批量事件)."""

    __tablename__ = "incidents"
    ownership = "district"
    __table_args__ = (
        *(
            Index(
                f"ix_incidents_{c}_page",
                c,
                "published_at",
                "id",
                postgresql_where=text(f"{c} IS NOT NULL"),
            )
            for c in LISTED_BY
        ),
        Index(
            "ix_incidents_ending",
            "ends_at",
            "id",
            postgresql_where=text("state = 'published' AND ends_at IS NOT NULL"),
        ),
        CheckConstraint("state IN ('published', 'resolved', 'cancelled', 'lapsed')", name="state"),
        CheckConstraint("(state = 'published') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="some_time"),
    )

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """The divisions of the posting by which it was published."""
    service_code: Mapped[str] = mapped_column(ForeignKey("ticket_services.code"))
    title: Mapped[str]
    answer: Mapped[str]
    """The standard answer that every reporter reads."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """When it is expected to be over; None: nobody knows."""
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    told_edition: Mapped[int] = mapped_column(default=1, server_default="1")
    """The edition in which what reporters read changed last: its words, or the planned end."""
    overdue_at: Mapped[datetime | None]
    """Since when the office has been asked what became of it: its planned end had passed, or it
    has none and had long stood unchanged."""
    state: Mapped[str]
    published_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime]
    outcome: Mapped[str | None]
    """How it was resolved, or why cancelled; None: it ended by itself."""
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]


class IncidentEdition(Base):
    """What an incident said from some time on; its first one is what was published."""

    __tablename__ = "incident_editions"
    ownership = "district"
    append_only = True
    __table_args__ = (Index(None, "made_by_id"),)

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    answer: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    area_names: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """As they were called then."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]


class IncidentArea(Base, Identified):
    """A place or grid that an incident covers, with all below it, while it is published."""

    __tablename__ = "incident_areas"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("incident_id", "area_id"),
        Index(
            "ix_incident_areas_live",
            "area_id",
            "service_code",
            postgresql_where=text("live"),
        ),
        CheckConstraint("num_nonnulls(place_id, grid_id) = 1", name="one"),
        CheckConstraint("area_id = coalesce(place_id, grid_id)", name="area"),
    )

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    area_id: Mapped[UUID]
    """Of the place or grid: what a ticket's scopes are compared with."""
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    service_code: Mapped[str]
    live: Mapped[bool]
    """Its incident's state, beside it, so that one index finds what is going on at a place."""


class IncidentLink(Base):
    """That a ticket is about an incident, and what became of it by that."""

    __tablename__ = "incident_links"
    ownership = "district"
    __table_args__ = (
        Index(None, "incident_id", "linked_at", "ticket_id"),
        Index(
            "uq_incident_links_standing",
            "ticket_id",
            unique=True,
            postgresql_where=text("unlinked_at IS NULL AND result IS NULL"),
        ),
        Index(
            "ix_incident_links_waiting",
            "incident_id",
            "ticket_id",
            postgresql_where=text("unlinked_at IS NULL AND result IS NULL"),
        ),
        CheckConstraint("result IN ('settled', 'left', 'released', 'moved')", name="result"),
        CheckConstraint("(unlinked_at IS NULL) = (unlinked_by_id IS NULL)", name="unlinked"),
    )

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    linked_at: Mapped[datetime]
    linked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who linked it by hand, wherever it lies; None: by itself, while it lies inside."""
    told_edition: Mapped[int] = mapped_column(default=1, server_default="1")
    """The last edition of whose words its reporter was told."""
    unlinked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    unlinked_at: Mapped[datetime | None]
    unlink_reason: Mapped[str | None]
    result: Mapped[str | None]
    """What the end of the incident did to it, or that it moved away before."""
    result_at: Mapped[datetime | None]

    ticket: Mapped[Ticket] = relationship(lazy="raise")
