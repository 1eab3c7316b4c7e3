from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class PointsCard(Base, Identified):
    """A person's card in a district. Under its row's lock a day's earnings are counted."""

    __tablename__ = "points_cards"
    ownership = "district"
    __table_args__ = (UniqueConstraint("person_id", "district_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[str] = mapped_column(unique=True)
    """Shown to people: the district's six digits, eleven drawn by lot, a check digit."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), unique=True)
    opened_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    """Since when its holder pays nothing with it; what is earned comes to it all the same."""
