"""Postings: a micro-grid worker's at each site, and one of each rank above."""

from uuid import UUID

from shequ_api.base.access.roles import Role
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Duty, PartnerKind, Person
from shequ_api.base.people.organisations import register_organisation
from shequ_api.base.places.models import Grid, Place
from tests.matrix.ground import BEGAN, Ground, person, word
from tests.matrix.sites import Site
from tests.matrix.world import World

RANKS = {
    "community_worker": "community",
    "subdistrict_administrator": "subdistrict",
    "district_administrator": "district",
}
"""Role → the place of a site at which it is held."""


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant):
        return
    session = ground.session
    worker = await session.get_one(Person, UUID(site.worker))
    grid = await session.get_one(Grid, UUID(site.grid))
    site.things["posting"] = await _given(ground, worker, Role.MICRO_GRID_WORKER, grid)
    organisation = register_organisation(
        session,
        name=word(site, "organisation"),
        partner_kind=PartnerKind.BUSINESS,
        community=await session.get_one(Place, UUID(site.community)),
        now=ground.now,
    )
    await session.flush()
    site.things["organisation"] = str(organisation.id)
    if site.key in ("home", "near", "far", "abroad", "beyond"):
        for role, rank in RANKS.items():
            held_at = await session.get_one(Place, UUID(site.of(rank)))
            name = f"金丝{role}{site.key}"
            holder = await session.get_one(Person, await person(ground, name))
            site.things[f"holder_of_{role}"] = str(holder.id)
            site.things[f"posting_of_{role}"] = await _given(ground, holder, Role(role), held_at)


async def _given(ground: Ground, holder: Person, role: Role, held_at: Place | Grid) -> str:
    posting = appoint(
        ground.session,
        None,
        holder,
        role=role,
        held_at=held_at,
        duty=Duty.DEPUTY if isinstance(held_at, Grid) else None,
        starts_on=BEGAN,
        now=ground.now,
    )
    await ground.session.flush()
    return str(posting.id)
