from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPED_BY = ("community_id", "general_grid_id", "micro_grid_id")
"""The scopes in which people may be read. Those above see counts alone."""
WHERE = (
    *("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id"),
    *("general_grid_id", "micro_grid_id", "place_id", "made_grid_id"),
)
LIVE = text("ended_at IS NULL")


def _by_scope(table: str, order: str, where: Any = LIVE) -> tuple[Index, ...]:
    """One index for each scope: lists, worklists and counts are scans of it."""
    suffix = order.removesuffix("_on").removesuffix("_at")
    return (
        *(
            Index(f"ix_{table}_{column}_{suffix}", column, order, "id", postgresql_where=where)
            for column in SCOPED_BY
        ),
        # When grids are drawn anew, what is over moves with what is live.
        Index(f"ix_{table}_micro_grid_id_whole", "micro_grid_id"),
        # Of whoever serves one compound: a dedicated grid's workers, its committee.
        Index(f"ix_{table}_compound_id", "compound_id"),
    )


class Sourced:
    """Mixin: where a fact comes from, who saw to it when, and until when it may be believed."""

    source: Mapped[str]
    source_id: Mapped[UUID | None]
    """The import, the check-in, the residency… that it came with."""
    verified_at: Mapped[datetime]
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    stale_on: Mapped[date]
    """The first day on which it wants a new look."""
    ended_at: Mapped[datetime | None]
    """Replaced or over; kept."""


class Entry(Base, Identified, Located, Sourced):
    """A human being as one dwelling's register names them; the dwelling is the place."""

    __tablename__ = "register_people"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *_by_scope("register_people", "stale_on"),
        Index(None, "place_id"),
        Index(None, "building_id"),
        Index(None, "district_id", "phone_index"),
        Index(None, "district_id", "id_number_index"),
        Index(None, "person_id", postgresql_where=text("person_id IS NOT NULL")),
        # The place is in the key: a worker's refusal never tells of an entry out of scope.
        Index(
            "uq_register_people_number",
            "place_id",
            "id_number_index",
            unique=True,
            postgresql_where=text("id_number_index IS NOT NULL"),
        ),
        CheckConstraint("sex IN (0, 1, 2, 9)", name="sex"),
    )

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """The account of the same human being, once somebody has made sure of it."""
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_codes: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Keyed codes of the name's pairs of neighbouring characters: a part of it can be found."""
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """With the kind of its document (`papers`); so is its index."""
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    born_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    cohort: Mapped[int | None] = mapped_column(SmallInteger)
    """The first of the five years (1980, 1985…) in one of which they were born."""
    sex: Mapped[int] = mapped_column(SmallInteger)
    """GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated."""
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Occupancy(Base, Identified, Located, Sourced):
    """As what somebody belongs to a dwelling, from one day up to another."""

    __tablename__ = "register_occupancies"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *_by_scope("register_occupancies", "stale_on"),
        Index(None, "place_id"),
        Index(None, "building_id"),
        Index(None, "person_id", postgresql_where=text("person_id IS NOT NULL")),
        Index(
            "uq_register_occupancies_live", "entry_id", unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "entry_id"),
        Index(
            "uq_register_occupancies_head", "place_id", "household", unique=True,
            postgresql_where=text("ended_at IS NULL AND relation = 'head'"),
        ),
        CheckConstraint("ends_on >= starts_on", name="some_days"),
        CheckConstraint("(ended_at IS NULL) = (ends_on IS NULL)", name="ended"),
        CheckConstraint("household BETWEEN 1 AND 99", name="household"),
    )  # fmt: skip

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("register_people.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    belonging: Mapped[str]
    household: Mapped[int] = mapped_column(SmallInteger)
    """Number of the household within the dwelling: a shared flat has several."""
    relation: Mapped[str | None]
    """To the head of that household, who is one alone; None where nobody has said."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The first day on which it is over."""
    successor_id: Mapped[UUID | None]
    """The occupancy that took its place, where it was changed and not left."""


class Premises(Base, Identified, Located, Sourced):
    """A shop, firm or the like at a place."""

    __tablename__ = "register_premises"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *_by_scope("register_premises", "stale_on"),
        Index(None, "place_id"),
        Index(None, "building_id"),
        Index(
            "uq_register_premises_code", "place_id", "credit_code", unique=True,
            postgresql_where=text("ended_at IS NULL AND credit_code IS NOT NULL"),
        ),
    )  # fmt: skip

    name: Mapped[str]
    kind: Mapped[str]
    credit_code: Mapped[str | None]
    """统一社会信用代码, GB 32100."""
    business: Mapped[str | None]
    """What they do, as their licence or their neighbours say it."""
    opened_on: Mapped[date | None]
    keeper_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    keeper_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class RegisterFact(Base, Identified, Located, Sourced):
    """What one key of the catalogue says about a dwelling, an entry or premises."""

    __tablename__ = "register_facts"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *_by_scope("register_facts", "stale_on"),
        Index(None, "building_id"),
        Index(
            "uq_register_facts_live", "place_id", "key", "entry_id", "premises_id", unique=True,
            postgresql_where=text("ended_at IS NULL"), postgresql_nulls_not_distinct=True,
        ),
        Index(None, "entry_id", postgresql_where=text("entry_id IS NOT NULL")),
        Index(None, "premises_id", postgresql_where=text("premises_id IS NOT NULL")),
        Index(None, "person_id", postgresql_where=text("person_id IS NOT NULL")),
        CheckConstraint("num_nonnulls(entry_id, premises_id) <= 1", name="one_subject"),
        CheckConstraint("value IS NULL OR value_sealed IS NULL", name="one_value"),
    )  # fmt: skip

    key: Mapped[str]
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("register_people.id"))
    premises_id: Mapped[UUID | None] = mapped_column(ForeignKey("register_premises.id"))
    """With neither it is about the place itself, a dwelling."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    value_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of a sensitive key, as JSON."""
    successor_id: Mapped[UUID | None]


class Former(Base, Identified, Located):
    """What an entry or premises said before it was changed, sealed."""

    __tablename__ = "register_history"
    ownership = "district"
    confidential = True
    __table_args__ = (
        Index(None, "community_id", "replaced_at", "id"),
        Index(None, "micro_grid_id", "replaced_at", "id"),
        Index(None, "building_id"),
        Index(None, "entry_id"),
        Index(None, "premises_id"),
        CheckConstraint("num_nonnulls(entry_id, premises_id) = 1", name="one_subject"),
    )

    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("register_people.id"))
    premises_id: Mapped[UUID | None] = mapped_column(ForeignKey("register_premises.id"))
    former_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Field → what it said, as JSON; nothing once it is erased."""
    source: Mapped[str]
    source_id: Mapped[UUID | None]
    verified_at: Mapped[datetime]
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class Correction(Base, Identified, Located):
    """What a person asks to have changed in their own entry, and what became of it."""

    __tablename__ = "register_corrections"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *_by_scope("register_corrections", "asked_at", text("decided_at IS NULL")),
        Index(None, "building_id"),
        Index(None, "person_id", "asked_at", "id"),
        Index(None, "entry_id"),
        # One at a time: the next is asked when this one is answered.
        Index(
            "uq_register_corrections_waiting", "entry_id", unique=True,
            postgresql_where=text("decided_at IS NULL"),
        ),
        CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name="decided"),
        CheckConstraint("accepted OR accepted IS NULL OR reason IS NOT NULL", name="reason"),
    )  # fmt: skip

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("register_people.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    wanted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Field → wanted value, and a note, as JSON."""
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    accepted: Mapped[bool | None]
    reason: Mapped[str | None]


TALLIED_BY = ("general_grid_id", "community_id", "subdistrict_id", "district_id", "city_id")


class Tally(Base):
    """How much of the register of one micro-grid there is, and how much of it will be stale when.

    Counts alone, so that those above a community need not look into it.
    """

    __tablename__ = "register_tallies"
    ownership = "district"
    __table_args__ = (*(Index(None, column, "micro_grid_id") for column in TALLIED_BY),)

    micro_grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    general_grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    people: Mapped[int]
    premises: Mapped[int]
    facts: Mapped[int]
    """All that can grow stale: entries, occupancies, premises and keyed facts."""
    stale: Mapped[int]
    oldest_stale_on: Mapped[date | None]
    counted_at: Mapped[datetime]


def where_of(row: Any) -> dict[str, Any]:
    """The located columns of a row, for another that belongs to it."""
    return {name: getattr(row, name) for name in WHERE}
