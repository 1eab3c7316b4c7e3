from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ReplyTemplate(Base, Identified):
    """What is said again and again, with placeholders; for its place and all inside it."""

    __tablename__ = "reply_templates"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_reply_templates_place_id_page", "place_id", "made_at", "id"),
        Index(None, "made_by_id"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    service_code: Mapped[str | None] = mapped_column(ForeignKey("ticket_services.code"))
    """None: for tickets of all categories."""
    title: Mapped[str]
    text: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    retired_at: Mapped[datetime | None]
