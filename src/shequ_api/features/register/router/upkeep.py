"""Keeping the register fresh: keyed facts, confirming at the door, worklist and counts."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.places.located import located_at
from shequ_api.features.register import queries
from shequ_api.features.register.catalogue import CATALOGUE, SubjectKind, fact_kind
from shequ_api.features.register.models import Tally, where_of
from shequ_api.features.register.router.doors import (
    Confirmer,
    Counter,
    Editor,
    EntryToChange,
    PremisesToChange,
    Reader,
    TheDwelling,
    TheSeal,
    TheStandingDwelling,
    Walled,
)
from shequ_api.features.register.router.people import origin_of
from shequ_api.features.register.schemas import (
    Confirmation,
    Confirmed,
    FactKindView,
    FactPut,
    FactView,
    StaleLine,
    TallyLine,
)
from shequ_api.features.register.service.facts import confirm_at, put_fact
from shequ_api.features.register.service.occupancies import live_occupancy
from shequ_api.features.register.service.premises import PremisesClosed
from shequ_api.features.register.showing import shown_fact
from shequ_api.features.register.tallies import recount_grids
from shequ_api.features.register.worklist import stale_lines
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register"])
FactKey = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


@router.get("/register/fact-kinds")
async def list_register_fact_kinds(_: AnyActor) -> list[FactKindView]:
    """信息项目录: What may be known about dwellings, people and premises, and for how long."""
    return [FactKindView.model_validate(kind) for kind in CATALOGUE.values()]


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
    session: Any,
    seal: Any,
    actor: Any,
    where: dict[str, Any],
    key: str,
    body: FactPut,
    about: SubjectKind,
    now: Any,
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


@router.post("/register/dwellings/{dwelling_id}/confirmations")
async def confirm_register_dwelling(
    confirmation: Confirmation,
    actor: Confirmer,
    dwelling: TheDwelling,
    session: Walled,
    now: Now,
) -> Confirmed:
    """逐户确认: Say at the door that what is in view still holds; all of it in one go."""
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
) -> Page[StaleLine]:
    """待核实清单: What wants a new look in my scope, longest overdue first."""
    lines, order = stale_lines(
        actor, china_date(now), building_id, after=paging.after, most=paging.limit + 1
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
