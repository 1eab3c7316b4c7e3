"""The five codes over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import Place
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.base.registry import Registry
from shequ_api.features.five_codes import queries, service
from shequ_api.features.five_codes.front import FrontDoor, filled_by
from shequ_api.features.five_codes.models import LAYERS, Catalogue, CatalogueEdition
from shequ_api.features.five_codes.outlook import Outlook
from shequ_api.features.five_codes.permissions import FiveCodePermission
from shequ_api.features.five_codes.rules import Viewer
from shequ_api.features.five_codes.schemas import (
    NOTHING,
    CatalogueContent,
    CatalogueLine,
    CatalogueView,
    EditionLine,
    FrontDoorView,
    OfferedActions,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.hot.questions import InSession
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.masking import mask_name
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["five_codes"])
Manager = Annotated[Actor, Depends(may(FiveCodePermission.MANAGE))]
TheRegistry = Annotated[Registry, Depends(part(Registry))]
TheOutlook = Annotated[Outlook, Depends(part(Outlook))]
TheFrontDoor = Annotated[FrontDoor, Depends(part(FrontDoor))]


async def own_catalogue(place: OurPlace, session: Session) -> Catalogue | None:
    """What a place in my scope offers by itself, if it does."""
    return await service.catalogue_of(session, place)


async def begun_catalogue(
    catalogue: Annotated[Catalogue | None, Depends(own_catalogue)],
) -> Catalogue:
    """A catalogue that somebody has begun."""
    if catalogue is None:
        raise Absent
    return catalogue


OwnCatalogue = Annotated[Catalogue | None, Depends(own_catalogue)]
TheCatalogue = Annotated[Catalogue, Depends(begun_catalogue)]


@router.get("/places/{place_id}/five-codes")
async def get_five_codes(
    place: ThePlace,
    actor: AnyActor,
    session: Session,
    front_door: TheFrontDoor,
    outlook: TheOutlook,
    now: Now,
) -> FrontDoorView:
    """五码首页: What a place offers me under order, view, handle, learn and ask, without a scan."""
    seen = await outlook.of(InSession(session), actor, place, now=now)
    layers = await session.scalar(select(queries.published_over(place)))
    look = front_door.look(actor, place, seen.viewer)
    heads = await front_door.heads(
        InSession(session), look, layers, filled_by(place), seen.cards, now=now
    )
    return FrontDoorView(viewer=seen.viewer, place_id=place.id, heads=heads)


@router.get("/five-code-actions")
async def list_five_code_actions(_: Manager, front_door: TheFrontDoor) -> OfferedActions:
    """可用动作: All that entries of the five codes may open, and what each takes."""
    return OfferedActions(items=front_door.actions())


@router.get("/five-code-catalogues")
async def list_five_code_catalogues(
    actor: Manager, session: Session, paging: ThePaging
) -> Page[CatalogueLine]:
    """五码目录列表: Catalogues of the places in my scope, those begun last first."""
    lines = queries.catalogue_lines(in_scope(actor, Place))
    rows, cursor = await page_of(session, lines, [Catalogue.id], paging)
    return Page(items=[CatalogueLine(**row) for row in rows], next_cursor=cursor)


@router.get("/places/{place_id}/five-code-catalogue")
async def get_five_code_catalogue(
    place: OurPlace,
    catalogue: OwnCatalogue,
    _: Manager,
    session: Session,
    front_door: TheFrontDoor,
    response: Response,
    now: Now,
) -> CatalogueView:
    """查看五码目录: What a district, subdistrict or community offers by itself: the draft, what is
    published, and what it would have anyway. Version 0: nobody has begun one."""
    return await _shown(session, front_door, place, catalogue, response, now)


@router.put("/places/{place_id}/five-code-catalogue")
async def draft_five_code_catalogue(
    content: CatalogueContent,
    place: OurPlace,
    catalogue: OwnCatalogue,
    actor: Manager,
    session: Session,
    registry: TheRegistry,
    front_door: TheFrontDoor,
    match: IfMatch,
    response: Response,
    now: Now,
) -> CatalogueView:
    """编写五码目录: The whole draft anew, if nobody changed it since. Nobody else sees it before it
    is published. `errors` of a refusal names each entry that does not fit."""
    match.check(catalogue.version if catalogue else 0)
    drafted = await service.draft_catalogue(
        session, actor, registry, place, catalogue, content, now=now
    )
    return await _shown(session, front_door, place, drafted, response, now)


@router.post("/places/{place_id}/five-code-catalogue/publication")
@unkeyed
async def publish_five_code_catalogue(
    place: OurPlace,
    catalogue: TheCatalogue,
    actor: Manager,
    session: Session,
    registry: TheRegistry,
    front_door: TheFrontDoor,
    match: IfMatch,
    response: Response,
    now: Now,
) -> CatalogueView:
    """发布五码目录: Offer the draft from now on, in the place and all that lies in it."""
    match.check(catalogue.version)
    published = await service.publish_catalogue(session, actor, registry, place, catalogue, now=now)
    return await _shown(session, front_door, place, published, response, now)


@router.get("/places/{place_id}/five-code-catalogue/preview")
async def preview_five_code_catalogue(
    place: OurPlace,
    catalogue: OwnCatalogue,
    _: Manager,
    session: Session,
    front_door: TheFrontDoor,
    now: Now,
    viewer: Annotated[
        Viewer, Query(description="As whom to look; a stranger is signed in")
    ] = Viewer.RESIDENT,
    role: Annotated[Role | None, Query(description="Of a worker: in which role")] = None,
) -> FrontDoorView:
    """预览五码: The front door of the place as it will be once the draft is published."""
    layers = await _layers_under(session, place)
    if catalogue is not None:
        layers.append(catalogue.draft)
    serving = role or Role.MICRO_GRID_WORKER if viewer == Viewer.WORKER else Role.RESIDENT
    look = front_door.look_as(viewer, serving)
    heads = await front_door.heads(InSession(session), look, layers, filled_by(place), [], now=now)
    return FrontDoorView(viewer=viewer, place_id=place.id, heads=heads)


@router.get("/places/{place_id}/five-code-catalogue/editions")
async def list_five_code_editions(
    catalogue: TheCatalogue, _: Manager, session: Session, paging: ThePaging
) -> Page[EditionLine]:
    """五码目录沿革: What was published, newest first."""
    lines = queries.edition_lines(catalogue.id)
    rows, cursor = await page_of(session, lines, [CatalogueEdition.number], paging)
    return Page(items=[_edition(row) for row in rows], next_cursor=cursor)


@router.get("/places/{place_id}/five-code-catalogue/editions/{number}")
async def get_five_code_edition(
    catalogue: TheCatalogue,
    _: Manager,
    session: Session,
    number: Annotated[int, Path(ge=1, le=1_000_000, description="Counted from 1")],
) -> EditionLine:
    """查看某一版五码目录: What was published then; written as the draft, it is taken up again."""
    wanted = queries.edition_lines(catalogue.id).where(CatalogueEdition.number == number)
    found = (await session.execute(wanted)).mappings().one_or_none()
    if found is None:
        raise Absent
    return _edition(found)


def _edition(row: Any) -> EditionLine:
    told = {name: row[name] for name in ("number", "published_at", "content")}
    return EditionLine(**told, published_by=row["name"] and mask_name(row["name"]))


async def _layers_under(session: AsyncSession, place: Place) -> list[Any]:
    return list(await session.scalars(queries.layers_over(place, below=LAYERS[place.kind])))


async def _shown(
    session: AsyncSession,
    front_door: FrontDoor,
    place: Place,
    catalogue: Catalogue | None,
    response: Response,
    now: datetime,
) -> CatalogueView:
    version = catalogue.version if catalogue else 0
    show_version(response, version)
    content = CatalogueContent.model_validate
    published = catalogue.published if catalogue else None
    inherited = front_door.entries(await _layers_under(session, place), china_date(now))
    return CatalogueView(
        place_id=place.id,
        place_name=place.name,
        place_kind=place.kind,
        version=version,
        edition=catalogue.edition if catalogue else 0,
        changed=catalogue is not None and catalogue.draft != published,
        drafted_at=catalogue.drafted_at if catalogue else None,
        published_at=catalogue.published_at if catalogue else None,
        draft=content(catalogue.draft) if catalogue else NOTHING,
        published=content(published) if published else None,
        inherited=[entry.key for entry in inherited],
    )
