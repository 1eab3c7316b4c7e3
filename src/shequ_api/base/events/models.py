from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.ids import new_id
from shequ_api.kit.model import Base


class Event(Base):
    """A fact as it was recorded. `transaction_id` lets a feed skip what may still be overtaken."""

    __tablename__ = "events"
    ownership = "district"
    append_only = True
    monthly = "recorded_at"
    __table_args__ = (
        Index(None, "subject_id", "recorded_at"),
        {"postgresql_partition_by": "RANGE (recorded_at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    transaction_id: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint")
    )
    name: Mapped[str]
    subject_id: Mapped[UUID]
    district_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]


class Job(Base):
    """Something still to be done. The row disappears in the transaction that does it."""

    __tablename__ = "jobs"
    ownership = "district"
    __table_args__ = (
        Index("ix_jobs_due", "run_at", "id", postgresql_where=text("failed_at IS NULL")),
        Index("ix_jobs_order", "name", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    name: Mapped[str]
    subject_id: Mapped[UUID | None]
    district_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class Schedule(Base):
    """When a job on a clock runs next."""

    __tablename__ = "schedules"
    ownership = "global"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_run_at: Mapped[datetime]
