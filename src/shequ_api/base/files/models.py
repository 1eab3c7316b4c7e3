from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class File(Base, Identified):
    """A photo that somebody handed in, as it was re-encoded and stored."""

    __tablename__ = "files"
    ownership = "global"
    __table_args__ = (UniqueConstraint("owner_id", "original_sha256"),)

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    original_sha256: Mapped[str]
    sha256: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime | None]
    """By the camera, read as China's time; never trusted, only compared."""
    received_at: Mapped[datetime]
