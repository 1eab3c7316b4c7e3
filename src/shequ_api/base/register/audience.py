"""People who can be addressed where they live by what the register knows of them: tags.

A tag is a fact of the catalogue, or an age, that notices are admitted to be addressed by; this list
is the admission. What is sealed is never one: it rests on a consent that was given for care, and a
notice would open it. Each is discreet. Of an age only the five years are known in which somebody
was born: who may have reached it is addressed. See docs/decisions/0040.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, literal
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_person, leave_walls
from shequ_api.base.register.models import Entry, RegisterFact
from shequ_api.base.registry import Audience
from shequ_api.base.residency.audience import living
from shequ_api.base.residency.models import Residency

Rows = Select[*tuple[Any, ...]]
ELDERLY, AGED = 60, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What somebody carries: a value of a key, an age, or both."""

    key: str
    title: str
    fact: tuple[str, Any] | None = None
    """Key of the catalogue, and what it says of them."""
    from_age: int | None = None

    def members(self, on: date) -> Rows:
        """Those who live somewhere on a day, and whom the register of that dwelling knows so."""
        rows = living(None)(on)
        if self.fact is not None:
            rows = rows.where(_says(*self.fact))
        if self.from_age is not None:
            rows = rows.where(_born_by(on.year - self.from_age))
        return rows

    def is_carried(self, known: "Known", on: date) -> bool:
        """The same, of one dwelling's register about one person."""
        of_age = self.from_age is None or any(
            cohort <= on.year - self.from_age for cohort in known.cohorts
        )
        return of_age and (self.fact is None or self.fact in known.facts)


@dataclass(slots=True)
class Known:
    """What the register of one dwelling says of one person who lives there."""

    where: Mapping[str, Any]
    cohorts: set[int] = field(default_factory=set)
    facts: list[tuple[str, Any]] = field(default_factory=list)


def _says(key: str, value: Any) -> ColumnElement[bool]:
    return exists().where(
        *ABOUT_THEM, RegisterFact.key == key, RegisterFact.value == literal(value, JSONB)
    )


def _born_by(year: int) -> ColumnElement[bool]:
    """In this year or before: of the five years the first counts."""
    return exists().where(*THEM, Entry.cohort <= year)


THEM = (
    Entry.person_id == Residency.person_id,
    Entry.place_id == Residency.place_id,
    Entry.ended_at.is_(None),
    Entry.erased_at.is_(None),
)
ABOUT_THEM = (
    RegisterFact.person_id == Residency.person_id,
    RegisterFact.place_id == Residency.place_id,
    RegisterFact.ended_at.is_(None),
)


TAGS = (
    Tag(key="elderly", title="60 岁以上居民（含将满）", from_age=ELDERLY),
    Tag(key="aged", title="80 岁以上居民（含将满）", from_age=AGED),
    Tag(key="lives_alone", title="独居居民", fact=("lives_alone", True)),
    Tag(key="elderly_alone", title="独居老人", fact=("lives_alone", True), from_age=ELDERLY),
    Tag(key="party_member", title="党员", fact=("party_member", True)),
    Tag(key="student", title="在读学生", fact=("employment", "student")),
    Tag(key="retired", title="退休人员", fact=("employment", "retired")),
    Tag(key="job_seeker", title="求职人员", fact=("employment", "seeking")),
)
AUDIENCES = [Audience(tag.key, tag.title, tag.members, discreet=True) for tag in TAGS]
KEYS = frozenset(tag.fact[0] for tag in TAGS if tag.fact)


async def carried(
    session: AsyncSession, person_id: UUID, on: date
) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The tags of a person, each beside where they live. Enters the walls as the person, who may
    read what the register says of them, and leaves them; one look for all tags."""
    said = and_(*ABOUT_THEM, RegisterFact.key.in_(KEYS))
    rows = (
        living(None)(on)
        .add_columns(Entry.cohort, RegisterFact.key, RegisterFact.value)
        .outerjoin(Entry, and_(*THEM))
        .outerjoin(RegisterFact, said)
        .where(Residency.person_id == person_id)
    )
    await enter_person(session, person_id)
    found = [dict(row) for row in (await session.execute(rows)).mappings()]
    await leave_walls(session)
    known = _gathered(found)
    return [(tag.key, each.where) for each in known for tag in TAGS if tag.is_carried(each, on)]


def _gathered(rows: Sequence[dict[str, Any]]) -> Collection[Known]:
    known: dict[UUID, Known] = {}
    for row in rows:
        each = known.setdefault(row["id"], Known(row))
        if row["cohort"] is not None:
            each.cohorts.add(row["cohort"])
        if row["key"] is not None:
            each.facts.append((row["key"], row["value"]))
    return known.values()
