"""Earning rules of a site, what was earned by them, and what is owed."""

from uuid import UUID

from sqlalchemy import select

from shequ_api.features.earning_records.models import Earning
from shequ_api.features.earning_rules.rules import Earner, RuleFact, RuleTerms
from shequ_api.features.earning_rules.service.ruling import set_rule
from shequ_api.features.earnings.reactions import credit
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.points.public import issuer_of, open_card
from shequ_api.features.points_clawback.public import owe
from shequ_api.features.points_clawback.rules import ClawbackMode
from shequ_api.features.points_clawback.service.policies import set_clawback_policy
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.grid and site.inhabitant:
        site.things["rule"] = await rule(ground, site)
        site.things["shadow_rule"] = await rule(ground, site, shadow=True)
        inhabitant = UUID(site.inhabitant)
        transfer, subject = await earned(ground, site, inhabitant)
        site.things |= {"earned_transfer": transfer, "earned_subject": subject}
        site.things["clawback_policy"], site.things["debt"] = await owed(ground, site, inhabitant)


async def own_things(ground: Ground, world: World) -> None:
    """Whoever asks has earned something and owes something."""
    for role in (*KNOWN, *GRADED):
        person_id = UUID(world.people[role])
        transfer, subject = await earned(ground, world.sites["home"], person_id)
        world.own[f"earned_transfer:{role}"] = transfer
        world.own[f"earned_subject:{role}"] = subject
        for _ in range(2):  # a page of one has a next one
            world.own[f"debt:{role}"] = (await owed(ground, world.sites["home"], person_id))[1]


async def earned(ground: Ground, site: Site, worker_id: UUID) -> tuple[str, str]:
    """The transfer of an approved inspection of a person's, and the inspection."""
    fact = InspectionApproved(
        subject_id=new_id(),
        district_id=UUID(site.district),
        community_id=UUID(site.community),
        form_key="home_safety",
        worker_id=worker_id,
        approved_by_id=new_id(),
    )
    await credit(ground.session, fact, ground.now)
    paid = select(Earning.transfer_id).where(
        Earning.subject_id == fact.subject_id, Earning.transfer_id.is_not(None)
    )
    return str(await ground.session.scalar(paid)), str(fact.subject_id)


async def owed(ground: Ground, site: Site, person_id: UUID) -> tuple[str, str]:
    """A policy of the site's district, and what a person owes by it."""
    session, now, district_id = ground.session, ground.now, UUID(site.district)
    policy = await set_clawback_policy(
        session,
        somebody(site.worker),
        district_id,
        mode=ClawbackMode.OFFSET,
        share_percent=50,
        valid_from=None,
        now=now,
    )
    card = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    issuer = await issuer_of(
        session, community_id=UUID(site.community), district_id=district_id, now=now
    )
    earning_id = new_id()
    owe(
        session,
        policy,
        card,
        earning_id=earning_id,
        reason=word(site, "debt"),
        owed_points=1,
        account_id=issuer.id,
        now=now,
    )
    await session.flush()
    return str(policy.id), str(earning_id)


async def rule(ground: Ground, site: Site, *, shadow: bool = False) -> str:
    """An earning rule of the community."""
    made = await set_rule(
        ground.session,
        somebody(site.worker),
        None,
        RuleTerms(
            fact=RuleFact.TICKET_SETTLED,
            earner=Earner.SETTLER,
            title=word(site, "rule", closed=False),
            points=5,
            caps=[{"per": "day", "points": 50}],
            shadow=shadow,
        ),
        district_id=UUID(site.district),
        community_id=UUID(site.community),
        valid_from=None,
        valid_until=None,
        now=ground.now,
    )
    return str(made.id)
