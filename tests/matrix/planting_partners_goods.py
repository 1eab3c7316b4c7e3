"""Of each community's partner goods on the shelf, some that wait for a word, and some that were
taken down; and those of the cast's partner."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from shequ_api.features.mall.models import Goods, GoodsEdition
from shequ_api.features.mall.rules import ShelfSide
from shequ_api.features.mall.schemas import GoodsDraft, GoodsReview
from shequ_api.features.mall.service import offering, shelving
from shequ_api.features.partners.models import Partner
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_partners import SITES, WHY, Office
from tests.matrix.sites import Site
from tests.matrix.world import World


def promised(title: str) -> dict[str, Any]:
    """What is promised of goods."""
    return {
        "title": title,
        "description": "五公斤",
        "category": "food",
        "price_points": 30,
        "price_fen": 0,
        "pick_up_place": "活动室",
        "pick_up_hours": "每天",
        "pick_up_days": 7,
    }


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    trader = await ground.session.get_one(Partner, UUID(site.of("trader")))
    stall = _Stall(Office(ground, site), trader)
    waiting = await stall.offered(word(site, "offered_goods"))
    shelved = await stall.shelved(word(site, "goods", closed=False))
    barred = await stall.downed(word(site, "barred_goods"), ShelfSide.COMMUNITY)
    site.things |= {
        "offered_goods": str(waiting.id),
        "mall_goods": str(shelved.id),
        "barred_goods": str(barred.id),
    }
    await ground.session.flush()


async def own_things(ground: Ground, world: World) -> None:
    mine = await ground.session.get_one(Partner, UUID(world.own["stall:partner"]))
    stall = _Stall(Office(ground, world.sites["home"]), mine)
    world.own["goods:partner"] = str((await stall.shelved("我的商品")).id)
    world.own["downed:partner"] = str((await stall.downed("我的", ShelfSide.PARTNER)).id)
    await ground.session.flush()


class _Stall:
    """A partner's goods."""

    def __init__(self, office: Office, partner: Partner) -> None:
        self.office, self.partner = office, partner
        self.session, self.now = office.ground.session, office.ground.now

    async def offered(self, title: str) -> Goods:
        """Its words passed the check."""
        draft = GoodsDraft.model_validate(promised(title) | {"kind": "goods", "stock": 9})
        writer = somebody(self.partner.applicant_id)
        goods = await offering.offer(self.session, writer, self.partner, draft, now=self.now)
        await self.session.flush()
        editions = select(GoodsEdition.id).where(GoodsEdition.goods_id == goods.id)
        await self.office.passed((await self.session.scalars(editions)).one())
        return goods

    async def shelved(self, title: str) -> Goods:
        goods = await self.offered(title)
        yes = GoodsReview(edition_number=1, approved=True)
        return await shelving.review(self.session, self.office.staff(), goods, yes, now=self.now)

    async def downed(self, title: str, side: ShelfSide) -> Goods:
        goods, staff = await self.shelved(title), self.office.staff()
        await self.session.flush()
        return await shelving.take_down(
            self.session, staff, goods, side=side, reason=WHY, now=self.now
        )
