"""Policies, and everybody's consent to the shipped ones."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shequ_api.base.people.consent_models import Consent
from shequ_api.base.privacy.models import Erasure
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.base.privacy.service import publish_policy
from tests.matrix.ground import Ground, person
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

OTHER = "health_care"
"""A policy of this ground's own, beside the shipped ones."""
SHIPPED = ("privacy_notice", "sensitive_information")
LONG_AGO = datetime(2019, 3, 4, tzinfo=UTC)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key == "home":
        await seed_policies(ground.session, ground.now)
        words = {"title": "健康关怀同意书", "text": "为健康关怀……", "legal_basis": "第二十九条"}
        await publish_policy(ground.session, None, OTHER, version=1, now=ground.now, **words)


async def own_things(ground: Ground, world: World) -> None:
    """Everybody agreed to the shipped ones; somebody else long ago to the other, and leaves."""
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
    ground.session.add_all(
        Consent(person_id=UUID(world.people[role]), code=code, version=1, given_at=ground.now)
        for role in (*KNOWN, *GRADED)
        for code in SHIPPED
    )
    await ground.session.flush()
