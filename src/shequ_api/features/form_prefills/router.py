"""What a worker's phone downloads before the door: for one place, or for today's."""

from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.blocks.forms.service import checker_of
from shequ_api.features.form_prefills import queries
from shequ_api.features.form_prefills.schemas import Prefill
from shequ_api.features.form_prefills.showing import Wanted, prefills, wanted_by
from shequ_api.features.inspection_forms.public import Sheet, sheet_in
from shequ_api.features.register.public import Reader, TheSeal, Walled, standing_place
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.wording import header_refs
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["form_prefills"])
MOST_PLACES = 100
Known = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=1000, description="ETag of what is already here"),
]
UNCHANGED: dict[int | str, dict[str, Any]] = {
    200: {"headers": header_refs("ETag")},
    304: {"description": "What is already here", "headers": header_refs("ETag")},
}


async def the_sheet(version_id: UUID, actor: Reader, session: Walled) -> Sheet:
    """A published version of a form that is offered where the actor works."""
    if actor.acting is None:
        raise Absent
    sheet = await sheet_in(session, version_id, actor.acting.scope)
    if sheet is None:
        raise Absent
    return sheet


TheSheet = Annotated[Sheet, Depends(the_sheet)]


def _wanted(sheet: Sheet) -> Wanted:
    return wanted_by(checker_of(sheet.version).definition)


def _unless_known(answer: BaseModel, known: str | None, response: Response) -> Any:
    """The answer under a digest of it as ETag, or 304 where the phone has it (RFC 9110, 13.1.2)."""
    # The cursor is of this request alone: the same lines are the same answer.
    told = answer.model_dump_json(exclude={"next_cursor"})
    tag = f'"{sha256(told.encode()).hexdigest()[:32]}"'
    held = {name.strip().removeprefix("W/") for name in (known or "").split(",")}
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return answer


async def _one(
    session: AsyncSession, seal: RegisterSeal, actor: Actor, sheet: Sheet, place: Place
) -> Prefill:
    [found] = await prefills(session, seal, actor, _wanted(sheet), [place])
    return found


@router.get(
    "/inspection-form-versions/{version_id}/prefills",
    response_model=Page[Prefill],
    responses=UNCHANGED,
)
async def list_form_prefills(
    actor: Reader,
    sheet: TheSheet,
    session: Walled,
    seal: TheSeal,
    paging: ThePaging,
    response: Response,
    place_id: Annotated[
        list[UUID] | None,
        Query(max_length=MOST_PLACES, description="Only of these: today's stops, say"),
    ] = None,
    building_id: Annotated[UUID | None, Query(description="Only of this building")] = None,
    micro_grid_id: Annotated[UUID | None, Query(description="Only of this micro-grid")] = None,
    known: Known = None,
) -> Any:
    """下载预填内容: What is known of the dwellings and buildings of my scope, as answers to a form,
    to be taken along where there is no signal. What is sealed stays masked or away.
    """
    lines = queries.places_in(
        actor, place_ids=place_id or (), building_id=building_id, micro_grid_id=micro_grid_id
    )
    rows, cursor = await page_of(session, lines, [Place.id], paging, ascending=True)
    places = [row["Place"] for row in rows]
    found = await prefills(session, seal, actor, _wanted(sheet), places)
    page = Page[Prefill](items=found, next_cursor=cursor)
    return _unless_known(page, known, response)


@router.get(
    "/inspection-form-versions/{version_id}/prefills/{place_id}",
    response_model=Prefill,
    responses=UNCHANGED,
)
async def get_form_prefill(
    place_id: Annotated[UUID, Path(description="A dwelling or building of my scope")],
    actor: Reader,
    sheet: TheSheet,
    session: Walled,
    seal: TheSeal,
    response: Response,
    known: Known = None,
) -> Any:
    """预填一户: What is known of a dwelling or building, and of those there, as answers."""
    place = await standing_place(session, actor, place_id)
    if place.kind not in queries.INSPECTED:
        raise Absent
    return _unless_known(await _one(session, seal, actor, sheet, place), known, response)
