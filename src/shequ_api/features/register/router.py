"""People at dwellings: entering, correcting, moving, finding, revealing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.register import queries
from shequ_api.base.register.models import Entry
from shequ_api.base.register.papers import papers_of
from shequ_api.base.register.rules import Identity, Stay, name_has
from shequ_api.base.register.sealing import LEAST_PART, RegisterSeal, plain_name
from shequ_api.base.register.service import entries, occupancies
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register.doors_router import (
    Editor,
    EntryToChange,
    Reader,
    Revealer,
    TheEntry,
    TheSeal,
    TheStandingDwelling,
    Walled,
    standing_place,
)
from shequ_api.features.register.schemas import (
    Departed,
    EntryChange,
    EntryDraft,
    EntryView,
    Found,
    PersonSearch,
    RegisterDeparture,
    Removal,
    Reveal,
    Revealed,
    StayChange,
    Staying,
)
from shequ_api.features.register.showing import origin_of, shown_entry
from shequ_api.kit.crypto import normalise_phone
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register"])
MOST_FOUND, MOST_OPENED = 50, 200


class SearchUnfit(Malformed):
    code, title = "search_unfit", "请只按手机号、证件号或姓名（至少两个字）之一查找"


def _stay(body: Staying) -> Stay:
    return Stay(
        belonging=body.belonging,
        household=body.household,
        relation=body.relation,
        starts_on=body.starts_on,
    )


async def _shown(
    session: AsyncSession, seal: RegisterSeal, actor: Actor, entry_id: UUID
) -> EntryView:
    row = (await session.execute(queries.entries_of(actor, Entry.id == entry_id))).one()
    return shown_entry(seal, *row)


@router.get("/register/people")
async def list_register_people(
    actor: Reader,
    session: Walled,
    seal: TheSeal,
    paging: ThePaging,
    building_id: Annotated[UUID | None, Query(description="Only of this building")] = None,
) -> Page[EntryView]:
    """人员列表: Who lives in my scope, masked; those longest without a look first."""
    lines = queries.entries_of(actor)
    if building_id is not None:
        lines = lines.where(Entry.building_id == building_id)
    rows, cursor = await page_of(session, lines, [Entry.stale_on, Entry.id], paging, ascending=True)
    items = [
        shown_entry(seal, row["Entry"], row["Occupancy"], row["dwelling_name"]) for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.post("/register/people/searches")
@unkeyed
async def search_register_people(
    search: PersonSearch, actor: Reader, session: Walled, seal: TheSeal
) -> Found:
    """查找人员: By the whole phone or ID number, or by a part of the name, in my scope; masked.

    Whole names come first. At most 50; where `more` is said, narrow it by a building
    or a micro-grid.
    """
    given = [value for value in (search.phone, search.id_number, search.name) if value]
    short = search.name is not None and len(plain_name(search.name)) < LEAST_PART
    if len(given) != 1 or short:
        raise SearchUnfit
    district_id = actor.district_id
    if district_id is None:
        return Found(found=[], more=False)
    rows = (await session.execute(_candidates(seal, actor, district_id, search))).all()
    meant = [row for row in rows if _is_meant(entries.identity_of(seal, row[0]), search)]
    found = [shown_entry(seal, *row) for row in meant[:MOST_FOUND]]
    return Found(found=found, more=len(meant) > MOST_FOUND or len(rows) > MOST_OPENED)


def _candidates(
    seal: RegisterSeal, actor: Actor, district_id: UUID, search: PersonSearch
) -> queries.Rows:
    """Whom the codes find, more than are shown; a whole name has all the codes and no others."""
    lines = queries.entries_of(actor, *_codes(seal, district_id, search))
    for column in ("building_id", "micro_grid_id"):
        if (inside := getattr(search, column)) is not None:
            lines = lines.where(getattr(Entry, column) == inside)
    order: list[Any] = [Entry.id]
    if search.name:
        whole = Entry.name_codes == seal.name_codes(district_id, search.name)
        order = [whole.desc(), *order]
    return lines.order_by(*order).limit(MOST_OPENED + 1)


def _codes(seal: RegisterSeal, district_id: UUID, search: PersonSearch) -> list[Any]:
    if search.phone:
        code = seal.phone_index(district_id, search.phone)
        return [Entry.district_id == district_id, Entry.phone_index == code]
    if search.id_number:
        papers = papers_of(search.id_number)
        codes = [seal.id_number_index(district_id, paper.kept) for paper in papers]
        return [Entry.district_id == district_id, Entry.id_number_index.in_(codes)]
    return [Entry.name_codes.contains(seal.name_codes(district_id, search.name or ""))]


def _is_meant(known: Identity, search: PersonSearch) -> bool:
    """Codes are cut short: what they find is opened and compared."""
    if search.phone:
        return known.phone == normalise_phone(search.phone)
    if search.id_number:
        return known.paper in papers_of(search.id_number)
    return name_has(known.name, search.name or "")


@router.post("/register/dwellings/{dwelling_id}/people", status_code=201)
async def enter_register_person(
    draft: EntryDraft,
    actor: Editor,
    dwelling: TheStandingDwelling,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> EntryView:
    """登记人员: Name somebody at a dwelling."""
    identity = Identity(
        name=draft.name,
        phone=draft.phone,
        id_number=draft.id_number,
        id_kind=draft.id_kind,
        born_on=draft.born_on,
        sex=draft.sex,
    )
    entry = await entries.enter_person(
        session,
        seal,
        dwelling,
        identity,
        _stay(draft),
        origin=origin_of(draft),
        actor_id=actor.person_id,
        now=now,
    )
    await recount_grids(session, [entry.micro_grid_id], now=now)
    return await _shown(session, seal, actor, entry.id)


@router.put("/register/people/{entry_id}")
async def correct_register_person(
    change: EntryChange,
    actor: Editor,
    entry: EntryToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> EntryView:
    """更正人员信息: Put right what an entry says; what it said is kept."""
    changes = change.model_dump(exclude_unset=True, exclude={"source", "source_id"})
    await occupancies.live_occupancy(session, entry)
    await entries.correct_entry(
        session,
        seal,
        entry,
        changes,
        origin=origin_of(change),
        actor_id=actor.person_id,
        now=now,
    )
    await recount_grids(session, [entry.micro_grid_id], now=now)
    return await _shown(session, seal, actor, entry.id)


@router.put("/register/people/{entry_id}/occupancy")
async def change_register_occupancy(
    change: StayChange,
    actor: Editor,
    entry: EntryToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> EntryView:
    """变更居住关系: Belong as something else, or to another household, from a day on."""
    await occupancies.belong_as(
        session,
        entry,
        _stay(change),
        keeps_relation="relation" not in change.model_fields_set,
        origin=origin_of(change),
        actor_id=actor.person_id,
        now=now,
    )
    await session.flush()
    await recount_grids(session, [entry.micro_grid_id], now=now)
    return await _shown(session, seal, actor, entry.id)


@router.post("/register/people/{entry_id}/removal")
async def move_register_person(
    removal: Removal,
    actor: Editor,
    entry: EntryToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> EntryView:
    """迁移住户: Somebody moved to another dwelling of my scope."""
    dwelling = await standing_place(session, actor, removal.dwelling_id)
    left = entry.micro_grid_id
    await occupancies.move_to(
        session,
        entry,
        dwelling,
        _stay(removal),
        origin=origin_of(removal),
        actor_id=actor.person_id,
        now=now,
    )
    await session.flush()
    await recount_grids(session, [left, entry.micro_grid_id], now=now)
    return await _shown(session, seal, actor, entry.id)


@router.post("/register/people/{entry_id}/departure")
async def depart_register_person(
    departure: RegisterDeparture, actor: Editor, entry: EntryToChange, session: Walled, now: Now
) -> Departed:
    """登记迁出: Somebody lives there no more."""
    await occupancies.move_out(
        session, entry, ends_on=departure.ends_on, actor_id=actor.person_id, now=now
    )
    await recount_grids(session, [entry.micro_grid_id], now=now)
    return Departed(id=entry.id, ends_on=departure.ends_on)


@router.post("/register/people/{entry_id}/reveals")
@unkeyed
async def reveal_register_person(
    reveal: Reveal, actor: Revealer, entry: TheEntry, session: Walled, seal: TheSeal, now: Now
) -> Revealed:
    """查看完整信息: What is masked, in clear; the look is logged, and its person may read it."""
    note_look(
        session,
        actor,
        subject_kind="register_entry",
        subject_id=entry.id,
        person_id=entry.person_id,
        district_id=entry.district_id,
        fields=set(reveal.fields),
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    known = entries.identity_of(seal, entry).as_facts()
    values = {field: known[field] for field in reveal.fields}
    await session.flush()
    return Revealed(id=entry.id, values=values)
