from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class RoutingRule(Base, Identified):
    """When a ticket goes to whom, as a place has it now."""

    __tablename__ = "ticket_routing_rules"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_ticket_routing_rules_{c}_page", c, "made_at", "id") for c in SCOPES),
        Index("ix_ticket_routing_rules_place_id_position", "place_id", "position", "id"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The district, subdistrict or community whose rule it is."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    """Among the rules of its place; the nearest place's come first."""
    active_until: Mapped[datetime | None]
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)


class RoutingRuleEdition(Base):
    """A rule as it was from one change to the next."""

    __tablename__ = "ticket_routing_rule_editions"
    ownership = "district"
    append_only = True

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_routing_rules.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)


class Rotation(Base):
    """When whose turn was, of those among whom a rule rotates."""

    __tablename__ = "ticket_rotations"
    ownership = "district"

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_routing_rules.id"), primary_key=True)
    posting_id: Mapped[UUID] = mapped_column(ForeignKey("postings.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    turn: Mapped[int]


class Routing(Base, Identified):
    """What the rules said to a ticket, as they, the people and their loads were then."""

    __tablename__ = "ticket_routings"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "ticket_id", "routed_at"),
        CheckConstraint("outcome IN ('assigned', 'offered', 'queued', 'triage')", name="outcome"),
        CheckConstraint("(outcome = 'assigned') = (posting_id IS NOT NULL)", name="assigned"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    routed_at: Mapped[datetime]
    occasion: Mapped[str]
    case_step: Mapped[int]
    """How many steps the ticket had taken after it."""
    outcome: Mapped[str]
    rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket_routing_rules.id"))
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey("postings.id"))
    """Who got it, by the office under which they did."""
    considered: Mapped[list[Any]]
    """Each rule in order: its conditions, and of a fitting one who was considered."""


class Offer(Base):
    """A ticket that may be grabbed by the holder of a posting, until somebody has it."""

    __tablename__ = "ticket_offers"
    ownership = "district"
    __table_args__ = (Index(None, "posting_id", "offered_at", "ticket_id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    posting_id: Mapped[UUID] = mapped_column(ForeignKey("postings.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_routing_rules.id"))
    load_cap: Mapped[int | None]
    offered_at: Mapped[datetime]
