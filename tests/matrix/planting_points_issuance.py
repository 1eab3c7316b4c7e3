"""Budgets of a site's community, credits that were asked for there, and an alarm."""

from datetime import date
from uuid import UUID

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.manual_credits.rules import CreditReason
from shequ_api.features.manual_credits.service.asking import ask
from shequ_api.features.manual_credits.service.deciding import approve
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.features.points_alarms.service.counting import count
from shequ_api.features.points_budgets.rules import Period
from shequ_api.features.points_budgets.service.setting import set_budget
from shequ_api.kit.clock import china_date
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import SITES, Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.grid and site.inhabitant:
        inhabitant = UUID(site.inhabitant)
        site.things["points_budget"] = await budget(ground, site)
        site.things["asked_credit"] = await credit(ground, site, inhabitant)
        site.things["given_credit"] = await given(ground, site, inhabitant)
        site.things["points_alarm"] = await alarm(ground, site, inhabitant)


async def own_things(ground: Ground, world: World) -> None:
    """Whoever asks was given points, twice: a page of one has a next one."""
    home = world.sites["home"]
    for role in KNOWN:
        for _ in range(2):
            own = await given(ground, home, UUID(world.people[role]))
            world.own[f"given_credit:{role}"] = own


async def budget(ground: Ground, site: Site) -> str:
    """A budget of the community by its district: each site's in a month of its own, next year."""
    month = SITES.index(site.key) % 12 + 1
    made = await set_budget(
        ground.session,
        somebody(site.worker),
        await ground.session.get_one(Place, UUID(site.district)),
        await ground.session.get_one(Place, UUID(site.community)),
        period=Period.MONTH,
        starts_on=date(china_date(ground.now).year + 1, month, 1),
        points=1000,
        pays_part=True,
        reason=word(site, "budget"),
        now=ground.now,
    )
    return str(made.id)


async def credit(ground: Ground, site: Site, receiver_id: UUID) -> str:
    """A credit that somebody of the community asked for."""
    made = await ask(
        ground.session,
        somebody(site.worker),
        await ground.session.get_one(Place, UUID(site.community)),
        await ground.session.get_one(Person, receiver_id),
        amount_points=1,
        reason=CreditReason.GOOD_DEED,
        note=word(site, "credit"),
        reference=word(site, "credit"),
        photo_ids=[],
        now=ground.now,
    )
    return str(made.id)


async def given(ground: Ground, site: Site, receiver_id: UUID) -> str:
    """One that somebody else approved."""
    from_whom = somebody(await person(ground, None))
    made = await ask(
        ground.session,
        somebody(site.worker),
        await ground.session.get_one(Place, UUID(site.community)),
        await ground.session.get_one(Person, receiver_id),
        amount_points=1,
        reason=CreditReason.OTHER,
        note=word(site, "credit"),
        reference=None,
        photo_ids=[],
        now=ground.now,
    )
    await approve(ground.session, from_whom, made, note=word(site, "credit"), now=ground.now)
    return str(made.id)


async def alarm(ground: Ground, site: Site, person_id: UUID) -> str:
    """An alarm about the inhabitant's card."""
    made = await count(
        ground.session,
        AlarmKind.CARD_DAY,
        community_id=UUID(site.community),
        district_id=UUID(site.district),
        person_id=person_id,
        amount=1000,
        now=ground.now,
    )
    assert made is not None
    return str(made.id)
