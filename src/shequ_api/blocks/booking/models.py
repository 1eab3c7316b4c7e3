from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SEATED_ROWS = text("state IN ('held', 'booked', 'attended', 'no_show')")
LIVE_ROWS = text("state IN ('held', 'booked', 'waiting')")
PERIOD = text("tstzrange(begins_at, ends_at)")


class Resource(Base, Identified):
    """What is booked, and by which policy. Its row is locked while places in it change hands."""

    __tablename__ = "booking_resources"
    ownership = "district"
    kept = True
    __table_args__ = (
        CheckConstraint(
            "capacity BETWEEN 1 AND 1000 AND slot_minutes BETWEEN 5 AND 1440", name="slots"
        ),
        CheckConstraint(
            "lead_minutes >= 0 AND horizon_days BETWEEN 1 AND 366 AND hold_minutes BETWEEN 1 AND 60"
            " AND cancel_minutes >= 0 AND grace_minutes >= 0 AND person_limit BETWEEN 1 AND 100",
            name="times",
        ),
        CheckConstraint(
            "no_show_limit >= 0 AND no_show_days >= 1 AND barred_days >= 0", name="absences"
        ),
        CheckConstraint("late_cancel IN ('refuse', 'count')", name="late_cancel"),
    )

    owner: Mapped[str]
    """The module that offers it: so it knows its own in what happens."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    capacity: Mapped[int]
    slot_minutes: Mapped[int]
    lead_minutes: Mapped[int]
    horizon_days: Mapped[int]
    hold_minutes: Mapped[int]
    person_limit: Mapped[int]
    cancel_minutes: Mapped[int]
    late_cancel: Mapped[str]
    grace_minutes: Mapped[int]
    """After a slot's end, until whoever did not come has missed it."""
    no_show_limit: Mapped[int]
    """0: nobody is barred."""
    no_show_days: Mapped[int]
    barred_days: Mapped[int]
    follows_calendar: Mapped[bool]
    last_number: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]


class OpeningRow(Base, Identified):
    """A weekly interval of a resource, for a while."""

    __tablename__ = "booking_openings"
    ownership = "district"
    __table_args__ = (
        ExcludeConstraint(
            ("resource_id", "="),
            ("weekday", "="),
            (text("int4range(starts_minute, ends_minute)"), "&&"),
            (text("daterange(valid_from, valid_until)"), "&&"),
            name="ex_booking_openings_overlap",
        ),
        CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday"),
        CheckConstraint(
            "0 <= starts_minute AND starts_minute < ends_minute AND ends_minute <= 1440",
            name="interval",
        ),
        CheckConstraint("valid_until > valid_from", name="valid"),
    )

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("booking_resources.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    weekday: Mapped[int]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class SpecialDay(Base):
    """The openings of one day, whatever week and calendar say; without any it is closed."""

    __tablename__ = "booking_days"
    ownership = "district"

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("booking_resources.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    openings: Mapped[list[Any]]
    """`[[starts_minute, ends_minute], …]`."""


class Reservation(Base, Identified):
    """Somebody's place in a slot, or in the line for one."""

    __tablename__ = "booking_reservations"
    ownership = "district"
    __table_args__ = (
        ExcludeConstraint(
            ("resource_id", "="),
            ("seat", "="),
            (PERIOD, "&&"),
            where=SEATED_ROWS,
            name="ex_booking_reservations_seat",
        ),
        ExcludeConstraint(
            ("resource_id", "="),
            ("person_id", "="),
            (PERIOD, "&&"),
            where=LIVE_ROWS,
            name="ex_booking_reservations_person",
        ),
        UniqueConstraint("resource_id", "number"),
        CheckConstraint(
            "state IN ('held', 'booked', 'waiting', 'cancelled', 'expired', 'attended', 'no_show')",
            name="state",
        ),
        CheckConstraint(
            "CASE WHEN state IN ('held', 'booked', 'attended', 'no_show') THEN seat IS NOT NULL"
            " AND seat > 0 WHEN state = 'waiting' THEN seat IS NULL ELSE true END",
            name="seated",
        ),
        CheckConstraint("state <> 'held' OR expires_at IS NOT NULL", name="held"),
        CheckConstraint("ends_at > begins_at", name="lasts"),
        Index("ix_booking_reservations_page", "resource_id", "begins_at", "id"),
        Index("ix_booking_reservations_person_id_page", "person_id", "begins_at", "id"),
        Index(None, "made_by_id"),
        Index(
            "ix_booking_reservations_line",
            "resource_id",
            "begins_at",
            "number",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_booking_reservations_expires_at",
            "expires_at",
            postgresql_where=text("state = 'held'"),
        ),
        Index("ix_booking_reservations_live_ends_at", "ends_at", postgresql_where=LIVE_ROWS),
        Index(
            "ix_booking_reservations_strikes",
            "person_id",
            "resource_id",
            "begins_at",
            postgresql_where=text("state = 'no_show' OR late"),
        ),
        Index("ix_booking_reservations_ends_at", "ends_at"),
    )

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("booking_resources.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    number: Mapped[int]
    """Drawn under the resource's lock: the order of the line."""
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seat: Mapped[int | None]
    state: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """Of a hold."""
    cancel_by: Mapped[datetime]
    """As it was promised when the place was given."""
    late: Mapped[bool] = mapped_column(default=False)
    """Cancelled after that: a strike."""
    ended_at: Mapped[datetime | None]
