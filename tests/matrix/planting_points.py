"""Points of a site: what is on cards, and what was given away."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.charity.service import donate, general_pool
from shequ_api.features.points.service.cards import issuer_of, open_card
from shequ_api.features.points_lots.public import move_points
from shequ_api.features.points_lots.rules import Span
from shequ_api.features.points_lots.service.policies import set_policy
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

FUNDS = 100


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant):
        return
    inhabitant = UUID(site.inhabitant)
    site.things["expiry_policy"] = await policy(ground, site)
    site.things["transfer"] = await fund(ground, site, inhabitant, word(site, "transfer"))
    site.things["pool"] = await donation(ground, site)


async def policy(ground: Ground, site: Site) -> str:
    """How long points of the site's district are good."""
    made = await set_policy(
        ground.session,
        somebody(site.inhabitant),
        UUID(site.district),
        span=Span.YEARS,
        length=1,
        notice_days=[30],
        valid_from=None,
        now=ground.now,
    )
    return str(made.id)


async def own_things(ground: Ground, world: World) -> None:
    """Whoever gives has something to give, wherever the pool is."""
    for key in ("home", "abroad", "beyond"):
        for role in (*KNOWN, *GRADED):
            made = await fund(ground, world.sites[key], UUID(world.people[role]), "本人积分")
            world.own.setdefault(f"transfer:{role}", made)


async def fund(ground: Ground, site: Site, person_id: UUID, reason: str) -> str:
    """Points on a person's card in the site's district; the transfer."""
    session, now, district_id = ground.session, ground.now, UUID(site.district)
    card = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    issuer = await issuer_of(
        session, community_id=UUID(site.community), district_id=district_id, now=now
    )
    made = await move_points(
        session,
        key=f"planted/{new_id()}",
        debit_account_id=issuer.id,
        credit_account_id=card.account_id,
        amount=FUNDS,
        reason=reason,
        now=now,
    )
    return str(made.id)


async def donation(ground: Ground, site: Site) -> str:
    """A gift of the inhabitant's to the community's pool, which is given."""
    community = await ground.session.get_one(Place, UUID(site.community))
    pool = await general_pool(ground.session, community, now=ground.now)
    await donate(
        ground.session,
        somebody(site.inhabitant),
        pool,
        amount_points=1,
        anonymous=False,
        message=word(site, "message", closed=False),
        now=ground.now,
    )
    return str(pool.id)
