"""Pure decisions about postings: at what a role is held, and who may give which to whom."""

from collections.abc import Mapping

from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import GridKind, PlaceKind

SCOPE_KINDS: Mapping[Role, PlaceKind | GridKind] = {
    Role.MICRO_GRID_WORKER: GridKind.MICRO,
    Role.GENERAL_GRID_WORKER: GridKind.GENERAL,
    Role.COMMUNITY_WORKER: PlaceKind.COMMUNITY,
    Role.PARTNER: PlaceKind.COMMUNITY,
    Role.DISTRICT_ADMINISTRATOR: PlaceKind.DISTRICT,
}
"""The kind of place or grid at which a role is held."""

MAY_APPOINT: Mapping[Role, frozenset[Role]] = {
    Role.COMMUNITY_WORKER: frozenset(
        {Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER, Role.PARTNER}
    ),
    Role.DISTRICT_ADMINISTRATOR: frozenset(
        {
            Role.COMMUNITY_WORKER,
            Role.MICRO_GRID_WORKER,
            Role.GENERAL_GRID_WORKER,
            Role.PARTNER,
        }
    ),
}
"""Role of the one who appoints → roles that it may give, inside its scope, to somebody else."""
