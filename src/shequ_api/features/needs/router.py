"""Needs over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.features.needs import categories, queries, service
from shequ_api.features.needs.models import Need, NeedCategory
from shequ_api.features.needs.permissions import NeedPermission
from shequ_api.features.needs.rules import NeedState
from shequ_api.features.needs.schemas import (
    NeedCategoryDraft,
    NeedCategoryView,
    NeedDeskLine,
    NeedDraft,
    NeedId,
    NeedLine,
    NeedOfTicket,
    NeedView,
)
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["needs"])
P = NeedPermission
Author = Annotated[Actor, Depends(may(P.PLACE))]
Reader = Annotated[Actor, Depends(may(P.READ))]
Desk = Annotated[Actor, Depends(may(P.TAKE_IN))]
Sorter = Annotated[Actor, Depends(may(P.SORT))]
Code = Annotated[
    str, Path(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Of the district's making")
]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


async def need_in_view(need_id: UUID, actor: AnyActor, session: Session) -> Need:
    """A need of one's own, or in the scope of those who read them."""
    seen = in_view(actor, Need, P.READ, Need.person_id == actor.person_id)
    need = await session.scalar(select(Need).where(Need.id == need_id, seen))
    if need is None:
        raise Absent
    return need


TheNeed = Annotated[Need, Depends(need_in_view)]


@router.get("/need-categories")
async def list_need_categories(
    _: Author,
    session: Session,
    place_id: Annotated[
        UUID | None, Query(description="With those that the district of this place keeps")
    ] = None,
) -> list[NeedCategoryView]:
    """点单分类: What one can place a need of, in order."""
    place = await session.get(Place, place_id) if place_id else None
    lines = queries.category_lines(queries.offered(place.district_id if place else None))
    return [NeedCategoryView(**row) for row in (await session.execute(lines)).mappings()]


@router.put("/need-categories/{code}")
async def set_need_category(
    code: Code,
    draft: NeedCategoryDraft,
    actor: Sorter,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> NeedCategoryView:
    """设置点单分类: A category of my district's own, new, changed or retired; a change says the
    version that it saw. Of ours nothing changes."""
    category = await categories.own_category(session, actor, code)
    if category is not None:
        match.check(category.version)
    await categories.set_category(session, actor, code, category, draft, now=now)
    row = await session.execute(queries.category_lines(NeedCategory.code == code))
    view = NeedCategoryView(**row.mappings().one())
    show_version(response, view.version)
    return view


@router.put("/needs/{need_id}", status_code=201, responses=AGAIN)
async def place_need(
    need_id: NeedId, draft: NeedDraft, actor: Author, session: Session, response: Response, now: Now
) -> NeedView:
    """我要点单: What I would like to have, for the staff of the community to meet together with
    others. Safe to repeat under the same id."""
    need, fresh = await service.place_need(session, actor, draft, need_id=need_id, now=now)
    response.status_code = 201 if fresh else 200
    return await _shown(session, need)


@router.get("/me/needs")
async def list_my_needs(actor: Author, session: Session, paging: ThePaging) -> Page[NeedLine]:
    """我的点单: What I placed, the newest first."""
    lines = queries.need_lines(Need.person_id == actor.person_id)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[NeedLine(**row) for row in rows], next_cursor=cursor)


@router.get("/needs")
async def list_needs(
    actor: Reader,
    session: Session,
    paging: ThePaging,
    state: Annotated[NeedState, Query(description="Those in this state")] = NeedState.WAITING,
    category_code: Annotated[
        str | None, Query(max_length=63, description="Those of this category only")
    ] = None,
) -> Page[NeedDeskLine]:
    """点单列表: What was placed in my scope and waits, or is in another state; the newest first."""
    lines = queries.desk_lines(in_scope(actor, Need), Need.state == state)
    if category_code is not None:
        lines = lines.where(Need.category_code == category_code)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[NeedDeskLine(**row) for row in rows], next_cursor=cursor)


@router.get("/needs/{need_id}")
async def get_need(need: TheNeed, _: Author, session: Session) -> NeedView:
    """查看点单: A need of mine or in my scope."""
    return await _shown(session, need)


@router.post("/needs/{need_id}/withdrawal")
async def withdraw_need(need: TheNeed, actor: Author, session: Session, now: Now) -> NeedView:
    """撤回点单: I want it no more. One that is in a pool leaves the pool first."""
    await service.withdraw(session, actor, need, now=now)
    return await _shown(session, need)


@router.post("/tickets/{ticket_id}/need", status_code=201)
async def make_ticket_need(
    said: NeedOfTicket, ticket: TheTicket, actor: Desk, session: Session, now: Now
) -> NeedView:
    """诉求转点单: A need of whoever ordered a ticket, in its words, to be met together with others;
    they are told, and the ticket goes its own way. Not of private or anonymous ones, nor of what
    was asked as a question."""
    if not actor.covers(ticket):
        raise Absent
    need = await service.make_of_ticket(session, actor, ticket, said, now=now)
    return await _shown(session, need)


async def _shown(session: AsyncSession, need: Need) -> NeedView:
    await session.flush()
    row = await session.execute(queries.need_views(need.id))
    return NeedView(**row.mappings().one())
