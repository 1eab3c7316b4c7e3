"""Pure decisions about postings: at what a role is held, and who may give which to whom."""

from collections.abc import Mapping

from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import GridKind, PlaceKind

_ABOVE = frozenset({PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT, PlaceKind.CITY})

SCOPE_KINDS: Mapping[Role, frozenset[PlaceKind | GridKind]] = {
    Role.MICRO_GRID_WORKER: frozenset({GridKind.MICRO, GridKind.DEDICATED}),
    Role.GENERAL_GRID_WORKER: frozenset({GridKind.GENERAL}),
    Role.GRID_CHIEF: frozenset({GridKind.TOTAL}),
    Role.COMMUNITY_WORKER: frozenset({PlaceKind.COMMUNITY}),
    Role.SUBDISTRICT_ADMINISTRATOR: frozenset({PlaceKind.SUBDISTRICT}),
    Role.DISTRICT_ADMINISTRATOR: frozenset({PlaceKind.DISTRICT}),
    Role.CITY_ADMINISTRATOR: frozenset({PlaceKind.CITY}),
    Role.AUDITOR: _ABOVE,
    Role.DEPARTMENT_OFFICER: _ABOVE,
    Role.PARTNER: frozenset({PlaceKind.COMMUNITY}),
    Role.COMMITTEE_MEMBER: frozenset({PlaceKind.COMPOUND}),
    Role.CUSTOM: frozenset(
        {
            *(PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.COMPOUND),
            *(GridKind.TOTAL, GridKind.GENERAL, GridKind.MICRO),
        }
    ),
}
"""The kinds of place or grid at which a role is held."""

DEDICATED_TO = frozenset({PlaceKind.COMPOUND, PlaceKind.BUILDING})
"""What a dedicated grid must be drawn for to be somebody's: one mall, one school, one site."""

DEDICATED_TITLE = "专属网格员"

WITH_DUTY = frozenset({Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER})
"""Roles of which a grid has several workers, one of whom leads."""

OF_RESIDENTS = frozenset({Role.PARTNER, Role.COMMITTEE_MEMBER})
"""Roles that residents and partners hold beside their own affairs; all others are staff's."""

SERVED_BY: Mapping[GridKind, Role] = {
    GridKind.MICRO: Role.MICRO_GRID_WORKER,
    GridKind.GENERAL: Role.GENERAL_GRID_WORKER,
    GridKind.DEDICATED: Role.MICRO_GRID_WORKER,
}
"""Kinds of grid that must not be without a worker, and who works there."""

_IN_THE_GRIDS = frozenset(
    {
        *(Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER, Role.PARTNER, Role.COMMITTEE_MEMBER),
        Role.CUSTOM,
    }
)
_IN_COMMUNITIES = _IN_THE_GRIDS | {Role.GRID_CHIEF, Role.COMMUNITY_WORKER}

MAY_APPOINT: Mapping[Role, frozenset[Role]] = {
    Role.COMMUNITY_WORKER: _IN_THE_GRIDS,
    Role.GRID_CHIEF: _IN_THE_GRIDS,
    Role.SUBDISTRICT_ADMINISTRATOR: _IN_COMMUNITIES | {Role.DEPARTMENT_OFFICER},
    Role.DISTRICT_ADMINISTRATOR: _IN_COMMUNITIES
    | {Role.SUBDISTRICT_ADMINISTRATOR, Role.DEPARTMENT_OFFICER},
    Role.CITY_ADMINISTRATOR: frozenset(
        {Role.DISTRICT_ADMINISTRATOR, Role.AUDITOR, Role.DEPARTMENT_OFFICER}
    ),
}
"""Role of the one who appoints → roles that it may give, inside its scope, to somebody else."""
