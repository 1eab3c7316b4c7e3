"""Policies, and everybody's consent to the first."""

from uuid import UUID

from shequ_api.base.privacy.models import Consent
from shequ_api.base.privacy.seed import seed_policies
from tests.matrix.ground import Ground
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key == "home":
        await seed_policies(ground.session, ground.now)


async def own_things(ground: Ground, world: World) -> None:
    """Everybody agreed."""
    for role in KNOWN:
        ground.session.add(
            Consent(
                person_id=UUID(world.people[role]),
                code="privacy_notice",
                version=1,
                given_at=ground.now,
            )
        )
    await ground.session.flush()
