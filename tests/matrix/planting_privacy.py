"""Policies, and everybody's consent to the first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shequ_api.base.privacy.models import Consent, Erasure
from shequ_api.base.privacy.seed import seed_policies
from tests.matrix.ground import Ground, person
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

OTHER = "sensitive_information"
LONG_AGO = datetime(2019, 3, 4, tzinfo=UTC)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key == "home":
        await seed_policies(ground.session, ground.now)


async def own_things(ground: Ground, world: World) -> None:
    """Everybody agreed to the first; somebody else long ago to the second, and leaves."""
    stranger = await person(ground, "金丝路人")
    ground.session.add_all(
        [
            Consent(person_id=stranger, code=OTHER, version=1, given_at=LONG_AGO),
            Erasure(
                person_id=stranger,
                requested_at=ground.now,
                due_at=ground.now + timedelta(days=15),
            ),
        ]
    )
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
