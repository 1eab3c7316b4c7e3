from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.kit.ids import new_id
from shequ_api.kit.model import Base, Identified


class Case(Base, Identified):
    """Where one thing stands in its flow."""

    __tablename__ = "workflow_cases"
    ownership = "district"

    flow: Mapped[str]
    state: Mapped[str]
    steps_taken: Mapped[int] = mapped_column(default=1)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    head: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The hash of its last step; None: it has none."""


class StepLog(Base):
    """One step that was taken. Never changed, but for the note of who is forgotten."""

    __tablename__ = "workflow_steps"
    ownership = "district"
    append_only = True
    monthly = "taken_at"
    months_kept = 120
    __table_args__ = (
        Index(None, "case_id", "number"),
        Index(
            "ix_workflow_steps_actor_id_noted",
            "actor_id",
            postgresql_where=text("note IS NOT NULL"),
        ),
        Index(None, "taken_at", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (taken_at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    taken_at: Mapped[datetime] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    """1, 2, 3… within the case."""
    step: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: taken by somebody whose identity is sealed elsewhere, or by a clock."""
    note: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the digest of id, district, actor and facts."""
    words_salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the digest of the note; it goes when the note is forgotten."""
    words_digest: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Bound to the step before: `trail` says how."""

    case: Mapped[Case] = relationship(lazy="raise")


class TrailSeal(Base):
    """Where trails stood that moved on a day; its digest lies in the audit log.

    No foreign keys: it outlives the months of steps.
    """

    __tablename__ = "workflow_seals"
    ownership = "global"
    append_only = True
    __table_args__ = (Index(None, "day"),)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date]
    """In China; many trails need several seals of one day."""
    sealed_at: Mapped[datetime]
    size: Mapped[int]
    heads: Mapped[bytes] = mapped_column(LargeBinary)
    """48 bytes for each case, by its id: that, and the hash of its last step of the day."""
    entry_id: Mapped[UUID]
    """The entry of the audit log, at `sealed_at`."""
