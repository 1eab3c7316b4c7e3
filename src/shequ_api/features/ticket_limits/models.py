from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class TicketLimitRule(Base):
    """How often somebody may file tickets in a community, or in a district's that say nothing."""

    __tablename__ = "ticket_limit_rules"
    ownership = "district"
    __table_args__ = (
        CheckConstraint("per_day > 0 AND identical_per_day > 0", name="some"),
        CheckConstraint("identical_per_day <= per_day", name="in_order"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    per_day: Mapped[int]
    identical_per_day: Mapped[int]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class TicketTurn(Base):
    """How many tickets were counted under a code: of a person, a district, a day, maybe a text."""

    __tablename__ = "ticket_turns"
    ownership = "district"
    __table_args__ = (Index(None, "day"), CheckConstraint("count > 0", name="counted"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """A code under a key: it tells neither who nor what, and is another each day."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    day: Mapped[date]
    count: Mapped[int]


class TicketBlock(Base, Identified):
    """That the reporter of a ticket files none in its community for a while."""

    __tablename__ = "ticket_blocks"
    ownership = "district"
    __table_args__ = (
        Index("uq_ticket_blocks_ticket_id", "ticket_id", unique=True),
        *(Index(f"ix_ticket_blocks_{column}_page", column, "starts_at", "id") for column in SCOPES),
        Index(
            "ix_ticket_blocks_person_id",
            "person_id",
            "ends_at",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "ix_ticket_blocks_reporter_index",
            "reporter_index",
            "ends_at",
            postgresql_where=text("reporter_index IS NOT NULL"),
        ),
        CheckConstraint("(person_id IS NULL) <> (reporter_index IS NULL)", name="somebody"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reporter_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Instead, of the reporter of an anonymous ticket: as the ticket has it."""
    reason: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    blocked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    lift_reason: Mapped[str | None]


class BlockAppeal(Base):
    """What a blocked person says against it, and what came of that."""

    __tablename__ = "ticket_block_appeals"
    ownership = "district"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="answered"),
    )

    block_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_blocks.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    text: Mapped[str]
    appealed_at: Mapped[datetime]
    upheld: Mapped[bool | None]
    """Whether the person was right: the block is over."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
