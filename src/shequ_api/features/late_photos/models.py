from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class AwaitedPhoto(Base):
    """A photo that a ticket lacks: kept until it has come, or is waited for no longer."""

    __tablename__ = "awaited_photos"
    ownership = "district"
    __table_args__ = (Index(None, "since"),)

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    photo_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Of the phone's making, as in the answers."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    since: Mapped[datetime]
