"""Keeping the register fresh: a dwelling at its door, keyed facts, worklist and counts."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.places.located import located_at
from shequ_api.base.register.catalogue import CATALOGUE, SubjectKind, fact_kind
from shequ_api.base.register.freshness import Kind
from shequ_api.base.register.models import Entry, Premises, RegisterFact, Tally, where_of
from shequ_api.base.register.queries import entries_of
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.facts import put_fact
from shequ_api.base.register.service.occupancies import live_occupancy
from shequ_api.base.register.service.renewing import fact_value
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register.public import (
    Confirmer,
    Counter,
    Editor,
    EntryToChange,
    Reader,
    Revealed,
    Revealer,
    TheDwelling,
    TheEntry,
    TheSeal,
    TheStandingDwelling,
    Walled,
    origin_of,
    shown_entry,
)
from shequ_api.features.register_premises.public import (
    PremisesClosed,
    premises_in_scope,
    premises_of,
    shown_premises,
)
from shequ_api.features.register_upkeep import queries
from shequ_api.features.register_upkeep.schemas import (
    Confirmation,
    Confirmed,
    DwellingView,
    FactKindView,
    FactPut,
    FactReveal,
    FactView,
    StaleLine,
    TallyLine,
)
from shequ_api.features.register_upkeep.service import confirm_at
from shequ_api.features.register_upkeep.showing import shown_fact
from shequ_api.features.register_upkeep.worklist import stale_lines
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register_upkeep"])
FactKey = Annotated[
    str, Path(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="A key of the catalogue")
]


async def premises_to_change(premises_id: UUID, actor: AnyActor, session: Walled) -> Premises:
    """Premises inside the actor's scope, locked."""
    found = premises_in_scope(actor, premises_id).with_for_update()
    premises = await session.scalar(found)
    if premises is None:
        raise Absent
    return premises


PremisesToChange = Annotated[Premises, Depends(premises_to_change)]


@router.get("/register/fact-kinds")
async def list_register_fact_kinds(_: AnyActor) -> list[FactKindView]:
    """信息项目录: What may be known about dwellings, people and premises, and for how long."""
    return [FactKindView.model_validate(kind) for kind in CATALOGUE.values()]


@router.get("/register/dwellings/{dwelling_id}")
async def get_register_dwelling(
    actor: Reader, dwelling: TheDwelling, session: Walled, seal: TheSeal
) -> DwellingView:
    """查看住户: Who lives in a dwelling, and what is known of it, as at its door."""
    people = await session.execute(entries_of(actor, Entry.place_id == dwelling.id))
    shops = await session.execute(premises_of(actor, Premises.place_id == dwelling.id))
    known = await session.scalars(queries.facts_of(actor, RegisterFact.place_id == dwelling.id))
    return DwellingView(
        dwelling_id=dwelling.id,
        dwelling_name=dwelling.full_name,
        people=[shown_entry(seal, *row) for row in people],
        premises=[shown_premises(seal, *row) for row in shops],
        facts=[shown_fact(fact) for fact in known],
    )


@router.put("/register/dwellings/{dwelling_id}/facts/{key}")
async def put_dwelling_fact(
    key: FactKey,
    body: FactPut,
    actor: Editor,
    dwelling: TheStandingDwelling,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> FactView:
    """登记房屋信息: What a key says of a dwelling from now on."""
    return await _put(
        session, seal, actor, located_at(dwelling), key, body, SubjectKind.DWELLING, now
    )


@router.put("/register/people/{entry_id}/facts/{key}")
async def put_person_fact(
    key: FactKey,
    body: FactPut,
    actor: Editor,
    entry: EntryToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> FactView:
    """登记人员其他信息: What a key says of somebody from now on."""
    await live_occupancy(session, entry)
    return await _put(
        session, seal, actor, where_of(entry), key, body, SubjectKind.PERSON, now, entry=entry
    )


@router.put("/register/premises/{premises_id}/facts/{key}")
async def put_premises_fact(
    key: FactKey,
    body: FactPut,
    actor: Editor,
    premises: PremisesToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> FactView:
    """登记单位其他信息: What a key says of premises from now on."""
    if premises.ended_at is not None:
        raise PremisesClosed
    where, about = where_of(premises), SubjectKind.PREMISES
    return await _put(session, seal, actor, where, key, body, about, now, premises=premises)


async def _put(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    where: dict[str, Any],
    key: str,
    body: FactPut,
    about: SubjectKind,
    now: datetime,
    **subject: Any,
) -> FactView:
    fact = await put_fact(
        session,
        seal,
        where,
        fact_kind(key, about),
        body.value,
        origin=origin_of(body),
        actor_id=actor.person_id,
        now=now,
        **subject,
    )
    await recount_grids(session, [fact.micro_grid_id], now=now)
    return shown_fact(fact)


@router.post("/register/people/{entry_id}/fact-reveals")
@unkeyed
async def reveal_person_facts(
    reveal: FactReveal, actor: Revealer, entry: TheEntry, session: Walled, seal: TheSeal, now: Now
) -> Revealed:
    """查看敏感信息: The sensitive facts about somebody, in clear; the look is logged."""
    about = (RegisterFact.entry_id == entry.id, RegisterFact.value_sealed.is_not(None))
    sealed = list(await session.scalars(queries.facts_of(actor, *about)))
    note_look(
        session,
        actor,
        subject_kind="register_entry",
        subject_id=entry.id,
        person_id=entry.person_id,
        district_id=entry.district_id,
        fields=[fact.key for fact in sealed],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    return Revealed(id=entry.id, values={fact.key: fact_value(seal, fact) for fact in sealed})


@router.post("/register/dwellings/{dwelling_id}/confirmations")
async def confirm_register_dwelling(
    confirmation: Confirmation,
    actor: Confirmer,
    dwelling: TheDwelling,
    session: Walled,
    now: Now,
) -> Confirmed:
    """逐户确认: Say at the door that what is in view still holds; all of it in one go.

    Send the ids of what was looked at, as `GET /register/dwellings/{dwelling_id}` showed them:
    people (with them, that they live here), premises, facts. Each is verified from now on. What is
    over or elsewhere meanwhile comes back in `left_out`: look at it again.
    """
    confirmed = await confirm_at(
        session,
        dwelling.id,
        confirmation.ids,
        origin=origin_of(confirmation),
        actor_id=actor.person_id,
        now=now,
    )
    await recount_grids(session, [dwelling.micro_grid_id], now=now)
    left_out = sorted(set(confirmation.ids) - set(confirmed))
    return Confirmed(confirmed=sorted(confirmed), left_out=left_out)


@router.get("/register/stale")
async def list_stale_register(
    actor: Reader,
    session: Walled,
    paging: ThePaging,
    now: Now,
    building_id: Annotated[UUID | None, Query(description="Only of this building")] = None,
    micro_grid_id: Annotated[UUID | None, Query(description="Only of this micro-grid")] = None,
    kind: Annotated[Kind | None, Query(description="Only of this kind")] = None,
) -> Page[StaleLine]:
    """待核实清单: What wants a new look in my scope, longest overdue first."""
    lines, order = stale_lines(
        actor,
        china_date(now),
        building_id=building_id,
        micro_grid_id=micro_grid_id,
        kind=kind,
        after=paging.after,
        most=paging.limit + 1,
    )
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[StaleLine(**row) for row in rows], next_cursor=cursor)


@router.get("/register/freshness")
async def list_register_freshness(
    actor: Counter,
    session: Session,
    paging: ThePaging,
    community_id: Annotated[UUID | None, Query(description="Only of this community")] = None,
) -> Page[TallyLine]:
    """鲜活度统计: How much of each micro-grid's register there is, and how much of it is stale.

    Counted at each change of a micro-grid, and as a whole every few hours.
    """
    lines = queries.tallies_of(actor, community_id)
    rows, cursor = await page_of(session, lines, [Tally.micro_grid_id], paging, ascending=True)
    return Page(items=[TallyLine(**row) for row in rows], next_cursor=cursor)
