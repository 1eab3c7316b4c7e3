from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class PartnerTerms(Base, Identified):
    """One edition of the terms that a community or district agrees on with its partners."""

    __tablename__ = "partner_terms"
    ownership = "district"
    append_only = True
    __table_args__ = (UniqueConstraint("place_id", "number"),)

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    """1, 2, 3… of the place; the last one is offered."""
    title: Mapped[str]
    text: Mapped[str]
    published_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime]
