"""Belonging: a claim of each inhabitant, which waits for a word."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Belonging
from shequ_api.base.residency.service import claim_residency
from tests.matrix.ground import BEGAN, Ground, somebody
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.claimed and site.inhabitant:
        site.things["residency"] = await claim(ground, site.claimed, site.inhabitant)


async def own_things(ground: Ground, world: World) -> None:
    """Everybody claims to live in another dwelling of home."""
    for role in KNOWN:
        dwelling = world.sites["door"].spare
        world.own[f"residency:{role}"] = await claim(ground, dwelling, world.people[role])


async def claim(ground: Ground, dwelling_id: str, person_id: str) -> str:
    """A claim that waits for a word."""
    made = claim_residency(
        ground.session,
        somebody(person_id),
        await ground.session.get_one(Place, UUID(dwelling_id)),
        belonging=Belonging.TENANT,
        starts_on=BEGAN,
        now=ground.now,
    )
    await ground.session.flush()
    return str(made.id)
