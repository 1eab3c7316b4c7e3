"""At each community's stall a sale to the inhabitant; for everybody one of their own; and a code
that somebody shows at the stall of the cast's partner."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from shequ_api.features.mall_takings.public import goods_on_sale
from shequ_api.features.partners.models import Partner
from shequ_api.features.stall_sales.codes import show_code
from shequ_api.features.stall_sales.models import StallCode
from shequ_api.features.stall_sales.service import sell
from shequ_api.kit.ids import new_id
from shequ_api.kit.short_codes import ShortCodes
from tests.matrix.ground import Ground, person, somebody
from tests.matrix.planting_partners import SITES
from tests.matrix.planting_points import fund
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def _sold(ground: Ground, partner: Partner, goods_id: str, buyer_id: str) -> str:
    goods = await goods_on_sale(ground.session, UUID(goods_id), now=ground.now)
    made = await sell(
        ground.session,
        somebody(partner.applicant_id),
        goods,
        sale_id=new_id(),
        edition_number=goods.edition_number,
        quantity=1,
        amount_points=goods.price_points,
        person_id=UUID(buyer_id),
        digest=b"0" * 32,
        now=ground.now,
    )
    await ground.session.flush()
    return str(made.id)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    await fund(ground, site, UUID(site.inhabitant), "积分")
    trader = await ground.session.get_one(Partner, UUID(site.of("trader")))
    goods = site.of("mall_goods")
    site.things["stall_sale"] = await _sold(ground, trader, goods, site.inhabitant)


async def own_things(ground: Ground, world: World) -> None:
    home = world.sites["home"]
    trader = await ground.session.get_one(Partner, UUID(home.of("trader")))
    for role in KNOWN:
        await fund(ground, home, UUID(world.people[role]), "积分")
        buyer = world.people[role]
        world.own[f"sale:{role}"] = await _sold(ground, trader, home.of("mall_goods"), buyer)
    mine = await ground.session.get_one(Partner, UUID(world.own["stall:partner"]))
    goods, resident = world.own["goods:partner"], world.people["resident"]
    world.own["stall_sale:partner"] = await _sold(ground, mine, goods, resident)
    shopper = await person(ground, "金丝买家", "13712345688")
    await fund(ground, home, shopper, "积分")
    codes = ground.parts.get(ShortCodes)
    code, _ = await show_code(ground.session, somebody(shopper), codes, now=ground.now)
    lasting = update(StallCode).where(StallCode.person_id == shopper)
    await ground.session.execute(lasting.values(expires_at=ground.now + timedelta(hours=6)))
    world.facts["stall_code"] = code
