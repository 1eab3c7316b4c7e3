from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.ids import new_id
from shequ_api.kit.model import Base

LEVELS = ("city_id", "district_id", "subdistrict_id")
"""The located columns by which auditors and administrators read."""


def _pages(table: str, instant: str, *columns: str) -> tuple[Index, ...]:
    return tuple(Index(f"ix_{table}_{column}_page", column, instant, "id") for column in columns)


class AccessLook(Base):
    """That somebody looked at what is kept about a person or thing, at which fields, and why.

    No foreign keys: months of it are detached, and what it names is never deleted. `digest` is an
    HMAC over all other columns, as of an entry. The reason is evidence in the reader's own words:
    it stays, whoever is forgotten, until its month is detached.
    """

    __tablename__ = "access_log"
    ownership = "district"
    append_only = True
    monthly = "at"
    __table_args__ = (
        *_pages("access_log", "at", *LEVELS, "person_id", "reader_id", "subject_id"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    reader_id: Mapped[UUID]
    posting_id: Mapped[UUID | None]
    role: Mapped[str]
    organisation_id: Mapped[UUID | None]
    community_id: Mapped[UUID | None]
    """Of the reader's posting, as are subdistrict and city."""
    subdistrict_id: Mapped[UUID | None]
    district_id: Mapped[UUID | None]
    """Of what was looked at; the reader's where that has none."""
    city_id: Mapped[UUID | None]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    """Whom it is about, where they have an account: they may read this row."""
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str]
    reason: Mapped[str | None]
    request_id: Mapped[str | None]
    key_id: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AuditEntry(Base):
    """That somebody changed something: which operation, on which ids, as what; never its contents.

    `digest` is an HMAC over all other columns, so that nobody without the key can change a row or
    add one. No foreign keys, as in the access log.
    """

    __tablename__ = "audit_log"
    ownership = "global"
    append_only = True
    monthly = "at"
    months_kept = 1_200
    __table_args__ = (
        *_pages("audit_log", "at", *LEVELS, "person_id"),
        Index("ix_audit_log_subject_ids", "subject_ids", postgresql_using="gin"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None]
    """None: the operator at the command line, or somebody anonymous."""
    posting_id: Mapped[UUID | None]
    role: Mapped[str]
    on_behalf_of_id: Mapped[UUID | None]
    operation: Mapped[str]
    """The operationId; `cli:` before a command of the operator, `clock:` before what none gave."""
    subject_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The ids in the path, and the id of what was made."""
    parameters: Mapped[dict[str, Any]]
    """The path's parameters by name."""
    request_id: Mapped[str | None]
    subdistrict_id: Mapped[UUID | None]
    district_id: Mapped[UUID | None]
    city_id: Mapped[UUID | None]
    """Of the acting posting; of what was changed where somebody acts without one."""
    key_id: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AuditBlock(Base):
    """Entries or looks of one day, sealed: their ids and digests in order, bound to the block
    before."""

    __tablename__ = "audit_blocks"
    ownership = "global"
    append_only = True
    __table_args__ = (Index(None, "day", "number"), Index(None, "sealed_at"))

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date]
    """The entries' day in China."""
    holds: Mapped[str]
    """"entries" or "looks"."""
    sealed_at: Mapped[datetime]
    size: Mapped[int]
    entries: Mapped[bytes] = mapped_column(LargeBinary)
    """48 bytes for each entry, by time: its id and its digest."""
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    """HMAC over the columns above."""
