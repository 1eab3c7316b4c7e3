"""Shops and firms over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.places.models import Place
from shequ_api.base.register.models import Premises
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register.public import (
    Editor,
    Reader,
    Revealed,
    Revealer,
    TheSeal,
    Walled,
    origin_of,
    standing_place,
)
from shequ_api.features.register_premises import queries
from shequ_api.features.register_premises import service as keeping
from shequ_api.features.register_premises.schemas import (
    PremisesDraft,
    PremisesReveal,
    PremisesSaid,
    PremisesView,
)
from shequ_api.features.register_premises.showing import shown_premises
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register_premises"])


async def premises_to_change(premises_id: UUID, actor: AnyActor, session: Walled) -> Premises:
    """Premises inside the actor's scope, locked."""
    found = queries.premises_in_scope(actor, premises_id).with_for_update()
    premises = await session.scalar(found)
    if premises is None:
        raise Absent
    return premises


PremisesToChange = Annotated[Premises, Depends(premises_to_change)]


def _said(body: PremisesSaid) -> keeping.Particulars:
    return keeping.Particulars(
        name=body.name,
        kind=body.kind,
        credit_code=body.credit_code,
        business=body.business,
        opened_on=body.opened_on,
        keeper_name=body.keeper_name,
        keeper_phone=body.keeper_phone,
    )


async def _shown(session: AsyncSession, seal: RegisterSeal, premises: Premises) -> PremisesView:
    place = await session.get_one(Place, premises.place_id)
    return shown_premises(seal, premises, place.full_name)


@router.get("/register/premises")
async def list_register_premises(
    actor: Reader,
    session: Walled,
    seal: TheSeal,
    paging: ThePaging,
    building_id: Annotated[UUID | None, Query(description="Only of this building")] = None,
) -> Page[PremisesView]:
    """单位列表: Shops and firms of my scope; those longest without a look first."""
    lines = queries.premises_of(actor)
    if building_id is not None:
        lines = lines.where(Premises.building_id == building_id)
    order = [Premises.stale_on, Premises.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    items = [shown_premises(seal, row["Premises"], row["place_name"]) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/register/premises", status_code=201)
async def open_register_premises(
    draft: PremisesDraft, actor: Editor, session: Walled, seal: TheSeal, now: Now
) -> PremisesView:
    """登记单位: Enter a shop or firm at a place of my scope."""
    premises = await keeping.open_premises(
        session,
        seal,
        await standing_place(session, actor, draft.place_id),
        _said(draft),
        origin=origin_of(draft),
        actor_id=actor.person_id,
        now=now,
    )
    await recount_grids(session, [premises.micro_grid_id], now=now)
    return await _shown(session, seal, premises)


@router.put("/register/premises/{premises_id}")
async def correct_register_premises(
    body: PremisesSaid,
    actor: Editor,
    premises: PremisesToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> PremisesView:
    """更正单位信息: Say anew what is known of premises; what was said is kept."""
    await keeping.correct_premises(
        session,
        seal,
        premises,
        _said(body),
        origin=origin_of(body),
        actor_id=actor.person_id,
        now=now,
    )
    await recount_grids(session, [premises.micro_grid_id], now=now)
    return await _shown(session, seal, premises)


@router.post("/register/premises/{premises_id}/closure")
async def close_register_premises(
    actor: Editor, premises: PremisesToChange, session: Walled, seal: TheSeal, now: Now
) -> PremisesView:
    """登记停业: They are gone."""
    await keeping.close_premises(session, premises, actor_id=actor.person_id, now=now)
    await recount_grids(session, [premises.micro_grid_id], now=now)
    return await _shown(session, seal, premises)


@router.post("/register/premises/{premises_id}/reveals")
@unkeyed
async def reveal_register_premises(
    reveal: PremisesReveal,
    actor: Revealer,
    premises: PremisesToChange,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> Revealed:
    """查看负责人信息: Who keeps premises, in clear; the look is logged."""
    note_look(
        session,
        actor,
        subject_kind="register_premises",
        subject_id=premises.id,
        person_id=None,
        district_id=premises.district_id,
        fields=keeping.SEALED,
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    said = keeping.facts_of(seal, premises)
    return Revealed(id=premises.id, values={field: said[field] for field in keeping.SEALED})
