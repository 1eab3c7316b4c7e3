"""What a household of each site is to get: proposed, with a first word, granted; and a rule."""

from datetime import date
from uuid import UUID

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.models import Place
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_allocations.service import make_rule
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import GrantForm
from shequ_api.features.charity_grants.service.deciding import approve, confirm
from shequ_api.features.charity_grants.service.proposing import propose
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.dwelling and site.of("purse")):
        return
    session, now = ground.session, ground.now
    pool = await session.get_one(Pool, UUID(site.of("purse")))
    made = make_rule(
        session,
        somebody(site.worker),
        pool,
        tag="elderly_alone",
        points=5,
        starts_on=date(2099, 1, 1),
        ends_on=None,
        now=now,
    )
    await session.flush()
    site.things["aid_rule"] = str(made.id)
    first, second = [somebody(await person(ground, None)) for _ in range(2)]
    await enter_district(session, UUID(site.district))
    site.things["aid"] = str((await _proposed(ground, site, pool, "need")).id)
    approved = await _proposed(ground, site, pool, "need-approved")
    await approve(session, first, approved, now=now)
    site.things["aid_approved"] = str(approved.id)
    granted = await _proposed(ground, site, pool, "need-granted")
    await approve(session, first, granted, now=now)
    await confirm(session, second, granted, now=now)
    await session.flush()
    site.things["aid_granted"] = str(granted.id)
    await leave_walls(session)


async def _proposed(ground: Ground, site: Site, pool: Pool, need: str) -> Proposal:
    return await propose(
        ground.session,
        somebody(site.worker),
        await ground.session.get_one(Place, UUID(site.dwelling)),
        pool,
        person_id=None,
        form=GrantForm.GOODS,
        need=word(site, need),
        use=word(site, f"{need}-use"),
        points=5,
        photos=[],
        now=ground.now,
    )
