"""What we hold about somebody that rules ask for: nothing is asked anew that is known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.ages import years_on
from shequ_api.base.identity.levels import standing_of
from shequ_api.base.people.models import Organisation
from shequ_api.base.places.models import Place
from shequ_api.base.register.catalogue import CATALOGUE, ValueKind
from shequ_api.base.register.models import Entry, RegisterFact
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.features.services.facts import FACTS, NO, OF_REGISTER, YES
from shequ_api.features.services.rules import Interval, Words
from shequ_api.kit.clock import china_date

COHORT_YEARS = 5
SEX_WORDS = {1: "male", 2: "female"}


async def known_of_person(
    session: AsyncSession, seal: RegisterSeal, person_id: UUID, place: Place, now: datetime
) -> dict[str, Interval | Words]:
    """Facts of a person at the place that keeps a service. Of the register only what the walls let
    this transaction see: enter them before (`enter_person`, `enter_scope`)."""
    today = china_date(now)
    level = (await standing_of(session, person_id, now)).level
    known: dict[str, Interval | Words] = {"identity_level": (level, level)}
    known |= _homes(await _belongings(session, person_id, place, today))
    entries = (await session.scalars(_live(Entry, person_id, place))).all()
    known |= _told_by_entries(seal, entries, today)
    fresh = _live(RegisterFact, person_id, place).where(RegisterFact.stale_on > today)
    return known | _told_by_facts((await session.scalars(fresh)).all())


async def known_of_organisation(
    session: AsyncSession, organisation_id: UUID, place: Place
) -> dict[str, Interval | Words]:
    """Facts of an organisation at the place that keeps a service."""
    organisation = await session.get_one(Organisation, organisation_id)
    column = f"{place.kind}_id"
    here = getattr(organisation, column, None) == place.id
    return {
        "organisation_kind": frozenset({organisation.partner_kind}),
        "organisation_here": frozenset({YES if here else NO}),
    }


def _live(model: Any, person_id: UUID, place: Place) -> Any:
    """Of the city alone in which the service is kept."""
    here = model.city_id == place.city_id
    return select(model).where(model.person_id == person_id, model.ended_at.is_(None), here)


async def _belongings(
    session: AsyncSession, person_id: UUID, place: Place, on: date
) -> Sequence[str]:
    inside = getattr(Residency, f"{place.kind}_id") == place.id
    found = select(Residency.belonging).where(lives_in(person_id, on), inside)
    return (await session.scalars(found)).all()


def _homes(belongings: Sequence[str]) -> dict[str, Interval | Words]:
    """Who lives nowhere here by our books may do so all the same: that is not known to be no."""
    if not belongings:
        return {}
    return {"lives_here": frozenset({YES}), "belonging": frozenset(belongings)}


def _told_by_entries(
    seal: RegisterSeal, entries: Sequence[Entry], today: date
) -> dict[str, Interval | Words]:
    found: dict[str, Interval | Words] = {}
    sexes = frozenset(SEX_WORDS[entry.sex] for entry in entries if entry.sex in SEX_WORDS)
    if len(sexes) == 1:
        found["sex"] = sexes
    ages = [age for entry in entries if (age := _age(seal, entry, today)) is not None]
    if ages:
        found["age"] = (min(low for low, _ in ages), max(high for _, high in ages))
    return found


def _age(seal: RegisterSeal, entry: Entry, today: date) -> Interval | None:
    """By the day of birth, else by the five years in which it lies."""
    told = seal.open("register_people", entry.id, "born", entry.born_sealed)
    if told is not None:
        age = years_on(date.fromisoformat(told), today)
        return age, age
    if entry.cohort is None:
        return None
    last = date(entry.cohort + COHORT_YEARS - 1, 12, 31)
    return max(years_on(last, today), 0), years_on(date(entry.cohort, 1, 1), today)


def _told_by_facts(facts: Sequence[RegisterFact]) -> dict[str, Interval | Words]:
    """What is sealed is none of the facts, and has no value in clear."""
    found: dict[str, Interval | Words] = {}
    for fact in facts:
        key = OF_REGISTER + fact.key
        if key in FACTS and fact.value is not None:
            value = _value(CATALOGUE[fact.key].value, fact.value)
            found[key] = _both(found[key], value) if key in found else value
    return found


def _both(one: Interval | Words, other: Interval | Words) -> Interval | Words:
    """What two dwellings' registers say of the same somebody."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    assert isinstance(one, tuple) and isinstance(other, tuple), "one fact is of one kind"
    return min(one[0], other[0]), max(one[1], other[1])


def _value(kind: ValueKind, value: Any) -> Interval | Words:
    if kind == ValueKind.NUMBER:
        return int(value), int(value)
    if kind == ValueKind.YES_NO:
        return frozenset({YES if value else NO})
    return frozenset({str(value)})
