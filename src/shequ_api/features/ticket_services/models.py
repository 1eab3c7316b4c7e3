from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class TicketAnswers(Base):
    """What was answered about a ticket under one category; of another one, too, if it was that."""

    __tablename__ = "ticket_answers"
    ownership = "district"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    service_code: Mapped[str] = mapped_column(ForeignKey("ticket_services.code"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_versions.id"))
    """That by which they were given."""
    answers: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]


class ServiceArrangement(Base):
    """Where a community offers a category, or that it does not."""

    __tablename__ = "ticket_service_places"
    ownership = "district"

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    service_code: Mapped[str] = mapped_column(ForeignKey("ticket_services.code"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    hidden: Mapped[bool]
