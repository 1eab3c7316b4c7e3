from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ImportState(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    """Not a table that can be read, or changed between check and application: see `problem`."""
    WITHDRAWN = "withdrawn"


class ImportKind(StrEnum):
    """What the lines of a file are about."""

    PEOPLE = "people"
    PREMISES = "premises"


class RegisterImport(Base, Identified):
    """A file brought to the register of one community; sealed, and dropped after some days."""

    __tablename__ = "register_imports"
    ownership = "district"
    __table_args__ = (
        Index(None, "community_id", "created_at", "id"),
        Index(None, "created_at", postgresql_where=text("file_sealed IS NOT NULL")),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    posting_id: Mapped[UUID] = mapped_column(ForeignKey("postings.id"))
    kind: Mapped[str] = mapped_column(default=ImportKind.PEOPLE)
    state: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    file_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Large: read where it is opened alone."""
    skips_refused: Mapped[bool] = mapped_column(default=False)
    """Whoever applied it said that lines which are refused may be left out."""
    lines: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Outcome → how many lines."""
    problem: Mapped[dict[str, Any] | None]
    """Why the file as a whole is refused: code, Chinese words, columns."""
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class ImportLine(Base):
    """What became, or would become, of one line; nothing of what stands in it."""

    __tablename__ = "register_import_lines"
    ownership = "district"
    __table_args__ = (Index(None, "import_id", "outcome", "number"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("register_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    outcome: Mapped[str]
    reasons: Mapped[list[Any]]
    """Column, code, Chinese words; none quotes a cell."""
    meaning: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Stands for the dwelling, the entry and its version that the line meant when it was looked at;
    None of a refused one."""
