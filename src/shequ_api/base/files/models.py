from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

_WHOLE = text("erased_at IS NULL")


class File(Base, Identified):
    """A photo, a spoken message or a document that somebody handed in, as it was rebuilt."""

    __tablename__ = "files"
    ownership = "global"
    __table_args__ = (
        UniqueConstraint("owner_id", "original_sha256"),
        UniqueConstraint("owner_index", "original_sha256"),
        CheckConstraint("(owner_id IS NULL) <> (owner_index IS NULL)", name="owned"),
        CheckConstraint(
            "(width IS NULL) = (height IS NULL) AND num_nonnulls(width, seconds, pages) = 1",
            name="measured",
        ),
        CheckConstraint(
            "CASE WHEN pages IS NULL OR erased_at IS NOT NULL THEN title IS NULL"
            " ELSE title IS NOT NULL END",
            name="titled",
        ),
        Index(None, "sha256"),
        Index("ix_files_received_at_whole", "received_at", postgresql_where=_WHOLE),
    )

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    owner_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Instead, where they stay anonymous: by which they alone find it."""
    original_sha256: Mapped[str]
    sha256: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[int | None]
    """How long a spoken message is, rounded up; of all else none."""
    pages: Mapped[int | None]
    """Of a document; of all else none."""
    title: Mapped[str | None]
    """Of a document, as whoever handed it in called it; none once it is erased."""
    taken_at: Mapped[datetime | None]
    """By the camera, read as China's time; never trusted, only compared."""
    likeness: Mapped[int | None] = mapped_column(BigInteger)
    """What it looks like, in 64 bits; unknown of those of before, and of plain ones."""
    received_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    """Its content is gone; the row stays for the records that name it."""


class FilePart(Base):
    """Some bytes of a photo that comes in parts, until it is whole or given up."""

    __tablename__ = "file_parts"
    ownership = "global"
    __table_args__ = (
        Index(None, "received_at"),
        CheckConstraint("start_byte >= 0", name="counted"),
        CheckConstraint("octet_length(content) > 0", name="filled"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    """Of the whole, in hex, as the phone says."""
    start_byte: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class FileRendition(Base, Identified):
    """A photo with some of it blacked out, as everybody sees it; the last one counts."""

    __tablename__ = "file_renditions"
    ownership = "global"
    kept = True
    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index(None, "made_by_id"),
    )

    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"))
    number: Mapped[int]
    """1, 2, 3… of a photo."""
    sha256: Mapped[str]
    rectangles: Mapped[list[Any]]
    """Left, top, right, bottom, as shares of the picture."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
