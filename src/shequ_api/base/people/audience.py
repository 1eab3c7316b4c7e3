"""People who can be addressed where they hold an office."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, case, select

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import in_force
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.registry import Audience

Rows = Select[*tuple[Any, ...]]
GRID_WORKERS = (Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER, Role.GRID_CHIEF)


def _serving(*roles: Role) -> Callable[[date], Rows]:
    def members(on: date) -> Rows:
        general = case(
            (Grid.kind == GridKind.GENERAL, Grid.id), (Grid.kind == GridKind.MICRO, Grid.parent_id)
        )
        located: dict[str, Any] = {
            "city_id": Posting.city_id,
            "district_id": Posting.district_id,
            "subdistrict_id": Posting.subdistrict_id,
            "community_id": Posting.community_id,
            "compound_id": case((Place.kind == PlaceKind.COMPOUND, Place.id)),
            "building_id": case((Place.kind == PlaceKind.BUILDING, Place.id)),
            "general_grid_id": general,
            "micro_grid_id": case((Grid.kind == GridKind.MICRO, Grid.id)),
        }
        columns = (column.label(name) for name, column in located.items())
        return (
            select(Posting.id, Posting.granted_at.label("since"), Posting.person_id, *columns)
            .outerjoin(Grid, Grid.id == Posting.grid_id)
            .outerjoin(Place, Place.id == Posting.place_id)
            .where(Posting.role.in_(roles), in_force(on))
        )

    return members


AUDIENCES = [
    Audience("grid_worker", "网格员", _serving(*GRID_WORKERS)),
    Audience("community_worker", "社区工作者", _serving(Role.COMMUNITY_WORKER)),
    Audience("committee_member", "业委会（管委会）成员", _serving(Role.COMMITTEE_MEMBER)),
    Audience("partner", "社区合伙人", _serving(Role.PARTNER)),
]
