from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

LISTED_BY = ("district_id", "subdistrict_id", "community_id")


class NeedCategory(Base):
    """What kind of thing is wanted: ours for all, or a district's own."""

    __tablename__ = "need_categories"
    ownership = "global"

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    position: Mapped[int]
    """Order in lists."""
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"), index=True)
    """The district that keeps it for itself; None: for all."""
    retired_at: Mapped[datetime | None]


class Need(Base, Identified, Located):
    """What somebody would like to have, and what came of it."""

    __tablename__ = "needs"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_needs_{column}_state_page", column, "state", "placed_at", "id")
            for column in LISTED_BY
        ),
        *(
            Index(
                f"ix_needs_{column}_category_page",
                *(column, "category_code", "state", "placed_at", "id"),
            )
            for column in LISTED_BY
        ),
        *(
            Index(
                f"ix_needs_{column}_counted",
                *(column, "placed_at"),
                postgresql_include=["community_id", "category_code", "state"],
            )
            for column in LISTED_BY
        ),
        Index("ix_needs_micro_grid_id_page", "micro_grid_id", "placed_at", "id"),
        Index("ix_needs_person_id_page", "person_id", "placed_at", "id"),
        Index("ix_needs_due", "until_on", "id", postgresql_where=text("state = 'waiting'")),
        CheckConstraint(
            "state IN ('waiting', 'pooled', 'settled', 'withdrawn', 'expired')", name="state"
        ),
        CheckConstraint("quantity BETWEEN 1 AND 1000", name="quantity"),
        CheckConstraint("(made_by_id IS NULL) = (ticket_id IS NULL)", name="of_ticket"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    category_code: Mapped[str] = mapped_column(ForeignKey("need_categories.code"))
    text: Mapped[str]
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """By which alike ones are found."""
    quantity: Mapped[int]
    until_on: Mapped[date]
    """The last day on which it is wanted."""
    would_pay: Mapped[bool]
    would_help: Mapped[bool]
    shared: Mapped[bool]
    """Neighbours may read it, nobody whose it is."""
    state: Mapped[str]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), unique=True)
    """What it was made of, by the staff."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    placed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
