from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from shequ_api.base.people.models import Person
from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified


class Belonging(StrEnum):
    """As what somebody belongs to a dwelling."""

    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"
    FLOATING = "floating_resident"


LISTED_BY = ("community_id", "general_grid_id", "micro_grid_id")


class Residency(Base, Identified, Located):
    """Who belongs to which dwelling, from when, as what; it counts once it is verified."""

    __tablename__ = "residencies"
    ownership = "global"
    __table_args__ = (
        *(
            Index(f"ix_residencies_{column}_page", column, "claimed_at", "id")
            for column in LISTED_BY
        ),
        Index(
            "uq_residencies_live",
            "person_id",
            "place_id",
            unique=True,
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index(None, "place_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    dwelling_id: Mapped[UUID] = synonym("place_id")
    belonging: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    claimed_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
