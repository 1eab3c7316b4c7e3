from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class VolunteerAccount(Base, Identified):
    """A person's hours in a district. Under its row's lock a day's minutes are counted."""

    __tablename__ = "volunteer_accounts"
    ownership = "district"
    kept = True
    __table_args__ = (UniqueConstraint("person_id", "district_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), unique=True)
    opened_at: Mapped[datetime]


class VolunteerPolicy(Base, Identified):
    """An edition of a district's policy: it holds from an instant on, until another does."""

    __tablename__ = "volunteer_policies"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "district_id", "valid_from", "id"),
        CheckConstraint(
            "least_minutes >= 1 AND session_minutes >= least_minutes"
            " AND day_minutes >= session_minutes AND day_minutes <= 1440",
            name="bounds",
        ),
        CheckConstraint("auto_confirm_score BETWEEN 60 AND 100", name="score"),
        CheckConstraint(
            "inspection_minutes >= 0 AND ticket_minutes >= 0 AND facts_day_minutes >= 0",
            name="worth",
        ),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    least_minutes: Mapped[int]
    session_minutes: Mapped[int]
    day_minutes: Mapped[int]
    auto_confirm_score: Mapped[int | None]
    inspection_minutes: Mapped[int]
    ticket_minutes: Mapped[int]
    facts_day_minutes: Mapped[int]
    roles: Mapped[list[Any]]
    valid_from: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class VolunteerService(Base, Identified):
    """One piece of evidence and what of it counted. What holds no longer is taken back by a
    transfer of its own; the line stays."""

    __tablename__ = "volunteer_services"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("evidence_id", "kind", "round"),
        Index(None, "account_id", "served_at", "id"),
        Index(
            "ix_volunteer_services_counted",
            "account_id",
            "served_on",
            postgresql_include=["kind", "minutes"],
            postgresql_where=text("reversed_at IS NULL"),
        ),
        CheckConstraint("kind IN ('session', 'inspection', 'ticket')", name="kind"),
        CheckConstraint("minutes BETWEEN 0 AND due_minutes AND due_minutes > 0", name="counted"),
        CheckConstraint("(minutes > 0) = (transfer_id IS NOT NULL)", name="posted"),
        CheckConstraint(
            "(reversed_at IS NULL) = (reversal_reason IS NULL)"
            " AND (reversal_id IS NULL OR reversed_at IS NOT NULL)",
            name="reversed",
        ),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer_accounts.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    evidence_id: Mapped[UUID]
    """The session, inspection or ticket."""
    round: Mapped[int]
    """One more each time that the same is confirmed anew."""
    due_minutes: Mapped[int]
    minutes: Mapped[int]
    """What the day's bounds left of them."""
    served_on: Mapped[date]
    """The calendar day in China on which it counts."""
    served_at: Mapped[datetime]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: by the policy, the evidence being enough."""
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    credited_at: Mapped[datetime]
    reversed_at: Mapped[datetime | None]
    reversal_reason: Mapped[str | None]
    reversal_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)


class VolunteerTally(Base):
    """What an account has of one place and period. Changed under the lock of its account."""

    __tablename__ = "volunteer_tallies"
    ownership = "district"
    __table_args__ = (
        Index("ix_volunteer_tallies_page", "place_id", "period", "minutes", "account_id"),
        CheckConstraint("minutes >= 0 AND services >= 0", name="counted"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer_accounts.id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    """A community, or the subdistrict or district around it."""
    period: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    minutes: Mapped[int]
    services: Mapped[int]
