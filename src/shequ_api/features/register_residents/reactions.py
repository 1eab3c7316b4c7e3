"""What the register does when belonging is verified or over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.facts import Reaction, record
from shequ_api.base.people.consents import SENSITIVE, who_withdrew
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.models import Entry, Occupancy, RegisterFact
from shequ_api.base.register.rules import Identity, Origin, Stay, same_human
from shequ_api.base.register.sealing import RegisterSeal, plain_name
from shequ_api.base.register.service.entries import identity_of, new_entry
from shequ_api.base.register.service.occupancies import settle_in
from shequ_api.base.register.tallies import recount_grids
from shequ_api.base.residency.events import ResidencyEnded, ResidencyVerified
from shequ_api.features.register_residents.forgetting import drop_sensitive
from shequ_api.kit.clock import china_date


async def know_resident(session: AsyncSession, fact: ResidencyVerified, now: datetime) -> None:
    """Link the entry that names the person; where none does, note what they said for a look."""
    place = await session.get_one(Place, fact.dwelling_id)
    if place.district_id is None:
        return
    await enter_district(session, place.district_id)
    person = await session.get_one(Person, fact.person_id)
    seal: RegisterSeal = session.info["register_seal"]
    book: PhoneBook = session.info["phone_book"]
    phone = book.read(person.id, person.phone_sealed) if person.phone_sealed else None
    said = Identity(name=person.name, phone=phone)
    entry = await _meant(session, seal, place.id, person.id, said)
    if entry is not None:
        await _link(session, entry, person.id, now)
    else:
        await _note(session, seal, place, person.id, said, fact, now)
    await session.flush()
    await recount_grids(session, [place.micro_grid_id], now=now)


async def _meant(
    session: AsyncSession, seal: RegisterSeal, place_id: UUID, person_id: UUID, said: Identity
) -> Entry | None:
    """The entry of a person at a dwelling: theirs already, or by name and phone, or by the name
    alone where it has no phone and nobody else's would do."""
    living = select(Entry).where(Entry.place_id == place_id, Entry.ended_at.is_(None))
    entries = list(await session.scalars(living.order_by(Entry.id).with_for_update()))
    linked = [entry for entry in entries if entry.person_id == person_id]
    free = [(entry, identity_of(seal, entry)) for entry in entries if entry.person_id is None]
    sure = [entry for entry, known in free if same_human(known, said)]
    named = [
        entry
        for entry, known in free
        if known.phone is None and plain_name(known.name or "") == plain_name(said.name or "")
    ]
    likely = named if len(named) == 1 and said.name else []
    return next(iter([*linked, *sure, *likely]), None)


async def _link(session: AsyncSession, entry: Entry, person_id: UUID, now: datetime) -> None:
    entry.person_id = person_id
    if await who_withdrew(session, [person_id], SENSITIVE):
        # What nobody knew to be theirs goes as what was known to be.
        record(session, ConsentWithdrawn(subject_id=person_id, code=SENSITIVE), now=now)
    for model in (Occupancy, RegisterFact):
        about = update(model).where(model.entry_id == entry.id)
        await session.execute(about.values(person_id=person_id))


async def _note(
    session: AsyncSession,
    seal: RegisterSeal,
    place: Place,
    person_id: UUID,
    said: Identity,
    fact: ResidencyVerified,
    now: datetime,
) -> None:
    origin = Origin(source=RegisterSource.SELF_DECLARED, source_id=fact.subject_id)
    entry = new_entry(
        seal,
        place,
        said,
        origin=origin,
        actor_id=fact.verified_by_id,
        now=now,
        person_id=person_id,
        wants_look=True,
    )
    session.add(entry)
    await session.flush()
    settle_in(
        session,
        entry,
        Stay(belonging=fact.belonging, starts_on=china_date(now)),
        origin=origin,
        actor_id=fact.verified_by_id,
        now=now,
        wants_look=True,
    )


async def doubt_resident(session: AsyncSession, fact: ResidencyEnded, now: datetime) -> None:
    """Who said goodbye in the app may have moved out: the grid's worker looks."""
    place = await session.get_one(Place, fact.dwelling_id)
    if place.district_id is None:
        return
    await enter_district(session, place.district_id)
    living = (
        Occupancy.person_id == fact.person_id,
        Occupancy.place_id == place.id,
        Occupancy.ended_at.is_(None),
        Occupancy.stale_on > china_date(now),
    )
    await session.execute(update(Occupancy).where(*living).values(stale_on=china_date(now)))
    await recount_grids(session, [place.micro_grid_id], now=now)


REACTIONS = [
    Reaction("register.know_resident", ResidencyVerified, know_resident),
    Reaction("register.doubt_resident", ResidencyEnded, doubt_resident),
    Reaction("register.drop_sensitive", ConsentWithdrawn, drop_sensitive),
]
