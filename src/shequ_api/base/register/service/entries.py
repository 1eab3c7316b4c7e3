"""Entries: naming somebody at a dwelling, and correcting what is said of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consents import SENSITIVE, refuse_withdrawn
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register import freshness
from shequ_api.base.register.models import Entry, Former, where_of
from shequ_api.base.register.papers import paper_kept
from shequ_api.base.register.rules import (
    BY_CONSENT,
    Identity,
    Origin,
    Stay,
    changed,
    check_past,
    check_sex,
    same_human,
    settled,
    with_changes,
)
from shequ_api.base.register.sealing import RegisterSeal, sealed_entry
from shequ_api.base.register.service.occupancies import refuse_second_head, settle_in
from shequ_api.base.register.service.renewing import renew
from shequ_api.base.register.turns import take_turn
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class NotADwelling(Malformed):
    code, title = "not_a_dwelling", "请选择具体的住户（门牌号）"


class EntryKnown(NotNow):
    code, title = "entry_known", "这一户已登记此人"


class EntryErased(NotNow):
    code, title = "entry_erased", "此人的信息已按要求删除"


async def enter_person(
    session: AsyncSession,
    seal: RegisterSeal,
    dwelling: Place,
    identity: Identity,
    stay: Stay,
    *,
    origin: Origin,
    actor_id: UUID | None,
    now: datetime,
) -> Entry:
    """Name somebody at a dwelling. Who lived there before and came back gets the old entry again.

    EntryKnown: they live there already. HeadKnown: their household has another head. SexDiffers,
    ConsentIsWithdrawn, as when an entry is corrected.
    """
    today = china_date(now)
    if dwelling.kind != PlaceKind.DWELLING:
        raise NotADwelling
    check_past(stay.starts_on, today=today)
    said, identity = identity, settled(identity, today=today)
    check_sex(said.sex, identity)
    # Two phones at one door: the second sees what the first has entered.
    await take_turn(session, dwelling.id)
    entry = await _known_at(session, seal, dwelling.id, identity)
    if entry is not None and entry.ended_at is None:
        raise EntryKnown
    await refuse_second_head(session, dwelling.id, stay)
    if entry is None:
        entry = new_entry(seal, dwelling, identity, origin=origin, actor_id=actor_id, now=now)
        session.add(entry)
    else:
        entry.ended_at = None
        await _mind_consent(session, entry, given := _given(identity))
        merged = with_changes(identity_of(seal, entry), given)
        rewrite(session, seal, entry, merged, origin=origin, actor_id=actor_id, now=now)
    await session.flush()
    settle_in(session, entry, stay, origin=origin, actor_id=actor_id, now=now)
    await session.flush()
    return entry


def new_entry(
    seal: RegisterSeal,
    dwelling: Place,
    identity: Identity,
    *,
    origin: Origin,
    actor_id: UUID | None,
    now: datetime,
    person_id: UUID | None = None,
    wants_look: bool = False,
) -> Entry:
    """An entry that is not in the session yet; `wants_look`: stale from the first day on."""
    entry_id, where = new_id(), located_at(dwelling)
    today = china_date(now)
    return Entry(
        id=entry_id,
        **where,
        **_sealed(seal, where["district_id"], entry_id, identity),
        person_id=person_id,
        sex=identity.sex,
        created_at=now,
        source=origin.source,
        source_id=origin.source_id,
        verified_at=now,
        verified_by_id=actor_id,
        stale_on=today if wants_look else freshness.stale_on(now, freshness.CONTACT_DAYS),
    )


async def correct_entry(
    session: AsyncSession,
    seal: RegisterSeal,
    entry: Entry,
    changes: Mapping[str, Any],
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> Entry:
    """Put right what an entry says; what it said goes to the history. The entry is locked.

    ConsentIsWithdrawn: the person took back what the change rests on. SexDiffers.
    """
    if entry.erased_at is not None:
        raise EntryErased
    await _mind_consent(session, entry, changes)
    after = settled(with_changes(identity_of(seal, entry), changes), today=china_date(now))
    check_sex(changes.get("sex"), after)
    rewrite(session, seal, entry, after, origin=origin, actor_id=actor_id, now=now)
    await session.flush()
    return entry


async def _mind_consent(session: AsyncSession, entry: Entry, changes: Mapping[str, Any]) -> None:
    if any(changes.get(field) for field in BY_CONSENT):
        await refuse_withdrawn(session, entry.person_id, SENSITIVE)


def rewrite(
    session: AsyncSession,
    seal: RegisterSeal,
    entry: Entry,
    after: Identity,
    *,
    origin: Origin,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """Make an entry say `after`, from now on verified by this origin."""
    if said := changed(identity_of(seal, entry), after):
        session.add(_former(seal, entry, said, actor_id=actor_id, now=now))
        for column, value in _sealed(seal, entry.district_id, entry.id, after).items():
            setattr(entry, column, value)
        entry.sex = after.sex
    renew(entry, freshness.CONTACT_DAYS, origin=origin, actor_id=actor_id, now=now)


def identity_of(seal: RegisterSeal, entry: Entry) -> Identity:
    """Who an entry says somebody is, in clear."""
    born, kept = _opened(seal, entry, "born"), _opened(seal, entry, "id_number")
    paper = paper_kept(kept) if kept else None
    return Identity(
        name=_opened(seal, entry, "name"),
        phone=_opened(seal, entry, "phone"),
        id_number=paper.number if paper else None,
        id_kind=str(paper.kind) if paper else None,
        born_on=date.fromisoformat(born) if born else None,
        sex=entry.sex,
    )


def _opened(seal: RegisterSeal, entry: Entry, column: str) -> str | None:
    return seal.open("register_people", entry.id, column, getattr(entry, f"{column}_sealed"))


def _given(identity: Identity) -> dict[str, Any]:
    return {key: value for key, value in identity.as_facts().items() if value}


def _sealed(
    seal: RegisterSeal, district_id: UUID, entry_id: UUID, identity: Identity
) -> dict[str, Any]:
    paper = identity.paper
    return sealed_entry(
        seal,
        district_id,
        entry_id,
        name=identity.name,
        phone=identity.phone,
        id_number=paper.kept if paper else None,
        born_on=identity.born_on,
    )


def _former(
    seal: RegisterSeal, entry: Entry, said: dict[str, Any], *, actor_id: UUID | None, now: datetime
) -> Former:
    row_id = new_id()
    return Former(
        id=row_id,
        entry_id=entry.id,
        **where_of(entry),
        former_sealed=seal.seal_facts("register_history", row_id, "former", said),
        source=entry.source,
        source_id=entry.source_id,
        verified_at=entry.verified_at,
        verified_by_id=entry.verified_by_id,
        replaced_at=now,
        replaced_by_id=actor_id,
    )


async def _known_at(
    session: AsyncSession, seal: RegisterSeal, dwelling_id: UUID, identity: Identity
) -> Entry | None:
    """The entry of the same human being at a dwelling, one who lives there before one who left."""
    order = (Entry.ended_at.is_(None).desc(), Entry.id)
    at_hand = select(Entry).where(Entry.place_id == dwelling_id, Entry.erased_at.is_(None))
    for entry in await session.scalars(at_hand.order_by(*order).with_for_update()):
        if same_human(identity_of(seal, entry), identity):
            return entry
    return None
