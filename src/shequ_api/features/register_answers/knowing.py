"""What the register knows of the subjects that answers are about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.register.catalogue import SubjectKind
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact, where_of
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.base.register.service.renewing import fact_value
from shequ_api.base.register.tellable import Field, Tellable
from shequ_api.features.register_answers.rules import Standing
from shequ_api.features.register_premises.public import facts_of_premises
from shequ_api.kit.crypto import normalise_phone

Ids = Collection[UUID] | Select[UUID]


@dataclass(slots=True)
class Subject:
    """A dwelling, building, person or shop, with the rows that say something of it."""

    kind: SubjectKind
    place: Place | None = None
    entry: Entry | None = None
    occupancy: Occupancy | None = None
    premises: Premises | None = None
    facts: dict[str, RegisterFact] = field(default_factory=dict)

    @property
    def row(self) -> Any:
        """The row that names it."""
        return self.entry or self.premises or self.place

    @property
    def id(self) -> UUID:
        found: UUID = self.row.id
        return found

    @property
    def district_id(self) -> UUID:
        found: UUID = self.row.district_id
        return found

    @property
    def where(self) -> dict[str, Any]:
        """Its located columns."""
        return where_of(self.row) if self.place is None else located_at(self.place)


async def subjects_of(
    session: AsyncSession,
    places: Sequence[Place],
    entries: Ids = (),
    premises: Ids = (),
    *,
    lock: bool = False,
) -> dict[UUID, Subject]:
    """What lives of these, by id, with all that is known of it: at most three
    statements.

    Locked table by table, by id, as a confirmation at the door does.
    """
    found = {place.id: Subject(SubjectKind(place.kind), place=place) for place in places}
    living = and_(Occupancy.entry_id == Entry.id, Occupancy.ended_at.is_(None))
    people = (
        select(Entry, Occupancy)
        .join(Occupancy, living)
        .where(Entry.id.in_(entries), Entry.ended_at.is_(None))
        .order_by(Entry.id)
    )
    if not _is_none(entries):
        for entry, stay in await session.execute(people.with_for_update() if lock else people):
            found[entry.id] = Subject(SubjectKind.PERSON, entry=entry, occupancy=stay)
    shops = select(Premises).where(Premises.id.in_(premises), Premises.ended_at.is_(None))
    shops = shops.order_by(Premises.id)
    if not _is_none(premises):
        for shop in await session.scalars(shops.with_for_update() if lock else shops):
            found[shop.id] = Subject(SubjectKind.PREMISES, premises=shop)
    known = _facts_about(found)
    for fact in await session.scalars(known.with_for_update() if lock else known):
        found[fact.entry_id or fact.premises_id or fact.place_id].facts[fact.key] = fact
    return found


def _is_none(ids: Ids) -> bool:
    return not isinstance(ids, Select) and not ids


def _facts_about(subjects: dict[UUID, Subject]) -> Select[RegisterFact]:
    named: dict[str, list[UUID]] = {"place": [], "entry": [], "premises": []}
    for subject in subjects.values():
        kind = "entry" if subject.entry else "premises" if subject.premises else "place"
        named[kind].append(subject.id)
    itself = and_(RegisterFact.entry_id.is_(None), RegisterFact.premises_id.is_(None))
    about = or_(
        and_(RegisterFact.place_id.in_(named["place"]), itself),
        RegisterFact.entry_id.in_(named["entry"]),
        RegisterFact.premises_id.in_(named["premises"]),
    )
    live = select(RegisterFact).where(RegisterFact.ended_at.is_(None), about)
    return live.order_by(RegisterFact.id)


def row_of(subject: Subject, fact: Tellable) -> Any:
    """The row that says it; None where none does."""
    if fact.fact_kind is not None:
        return subject.facts.get(fact.key)
    if fact.key == Field.BELONGING:
        return subject.occupancy
    return subject.entry or subject.premises


def value_of(seal: RegisterSeal, subject: Subject, fact: Tellable) -> Any:
    """What is known, in clear; None where nothing is."""
    if fact.fact_kind is not None:
        row = subject.facts.get(fact.key)
        return None if row is None else fact_value(seal, row)
    if subject.entry is not None and subject.occupancy is not None:
        if fact.key == Field.BELONGING:
            return str(subject.occupancy.belonging)
        return identity_of(seal, subject.entry).as_facts()[fact.key]
    assert subject.premises is not None, "places have keyed facts alone"
    said = facts_of_premises(seal, subject.premises)[fact.key]
    return normalise_phone(said) if said and fact.key == Field.KEEPER_PHONE else said


def version_of(seal: RegisterSeal, subject: Subject, fact: Tellable, value: Any) -> str:
    """The version that a fact has while it says this; None says nothing."""
    return seal.version_of(subject.district_id, subject.id, fact.key, value)


def standing_of(seal: RegisterSeal, subject: Subject, fact: Tellable) -> Standing | None:
    """How what is known stands; None where nothing is known."""
    value = value_of(seal, subject, fact)
    if value is None:
        return None
    row = row_of(subject, fact)
    return Standing(
        source=row.source,
        source_id=row.source_id,
        verified_at=row.verified_at,
        stale_on=row.stale_on,
        version=version_of(seal, subject, fact, value),
    )
