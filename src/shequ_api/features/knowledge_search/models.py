from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class SynonymGroup(Base, Identified):
    """Words that mean the same where people ask; of a district, or of a whole city."""

    __tablename__ = "synonym_groups"
    ownership = "global"
    __table_args__ = (
        Index("ix_synonym_groups_place_id_page", "place_id", "changed_at", "id"),
        Index("ix_synonym_groups_words", "words", postgresql_using="gin"),
        Index(None, "changed_by_id"),
        CheckConstraint("cardinality(words) BETWEEN 2 AND 20", name="some_words"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """In one width, and without capitals."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class SearchMiss(Base, Identified):
    """Words that found nothing in a district, and how often. Nobody is named beside them."""

    __tablename__ = "search_misses"
    ownership = "district"
    __table_args__ = (
        Index("uq_search_misses_words", "district_id", "words", unique=True),
        *(
            Index(
                f"ix_search_misses_{column}_page",
                *(column, "times", "id"),
                postgresql_where=text("askers >= 3"),
            )
            for column in ("district_id", "city_id")
        ),
        Index("ix_search_misses_old", "last_on"),
    )

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    words: Mapped[str]
    times: Mapped[int]
    seen: Mapped[int] = mapped_column(BigInteger)
    """A bit of 63 for each who asked, by a hash that says no more: to tell few from many."""
    askers: Mapped[int]
    """How many bits are set: as many people, or more."""
    first_on: Mapped[date]
    last_on: Mapped[date]
