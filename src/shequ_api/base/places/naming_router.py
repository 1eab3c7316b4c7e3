"""Other names for places and grids."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places import renaming
from shequ_api.base.places.coverage import IN_A_COMMUNITY
from shequ_api.base.places.history import Author
from shequ_api.base.places.permissions import PlacePermission
from shequ_api.base.places.router import OurGrid, OurPlace
from shequ_api.base.places.schemas import GridView, PlaceView
from shequ_api.base.places.tree_schemas import Naming
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["places"])
Renamer = Annotated[Actor, Depends(may(PlacePermission.RENAME))]
Registrar = Annotated[Actor, Depends(may(PlacePermission.RENAME_DIVISION))]
Drawer = Annotated[Actor, Depends(may(PlacePermission.DRAW_GRID))]


class OfficialName(Malformed):
    code, title = "official_name", "行政区划的名称由区级以上管理员维护，请使用区划改名"


class NotADivision(Malformed):
    code, title = "not_a_division", "这个地点不是行政区划"


@router.put("/places/{place_id}/name")
async def rename_place(
    draft: Naming, place: OurPlace, actor: Renamer, session: Session, now: Now
) -> PlaceView:
    """地点改名: Rename a compound or something in it; what lies below is renamed with it. The
    code stays."""
    if place.kind not in IN_A_COMMUNITY:
        raise OfficialName
    author = Author(actor.person_id, now, draft.reason)
    renamed = await renaming.rename_place(session, place, name=draft.name, author=author)
    return PlaceView.model_validate(renamed)


@router.put("/divisions/{place_id}/name")
async def rename_division(
    draft: Naming, place: OurPlace, actor: Registrar, session: Session, now: Now
) -> PlaceView:
    """区划改名: Rename a community, subdistrict, district or city. The official table does not
    rename it back."""
    if place.kind in IN_A_COMMUNITY:
        raise NotADivision
    author = Author(actor.person_id, now, draft.reason)
    renamed = await renaming.rename_place(session, place, name=draft.name, author=author)
    return PlaceView.model_validate(renamed)


@router.put("/grids/{grid_id}/name")
async def rename_grid(
    draft: Naming, grid: OurGrid, actor: Drawer, session: Session, now: Now
) -> GridView:
    """网格改名: Rename a grid. The code stays."""
    author = Author(actor.person_id, now, draft.reason)
    renamed = await renaming.rename_grid(session, grid, name=draft.name, author=author)
    return GridView.model_validate(renamed)
