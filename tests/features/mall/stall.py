"""A stall of the mall, over HTTP: goods offered, approved, counted."""

from typing import Any
from uuid import UUID

from tests.cast import HOME
from tests.features.partners.alliance import SHOP, STAFF, Alliance


class Stall(Alliance):
    """A partner of 致强社区 and its goods."""

    def promise(self, **changes: Any) -> dict[str, Any]:
        return {
            "title": "东北大米",
            "description": "5 公斤装",
            "category": "food",
            "price_points": 300,
            "price_fen": 0,
            "pick_up_place": "东苑活动室",
            "pick_up_hours": "每天 9:00-18:00",
            "pick_up_days": 7,
            **changes,
        }

    async def goods(self, who: str = SHOP, **changes: Any) -> str:
        """Goods that wait for the community's word."""
        body = {"kind": "goods", "stock": 100} | self.promise(**changes)
        made = await self.done(who, "POST", "/goods", json=body)
        return str(made["id"])

    async def pass_newest(self, goods: str, who: str = SHOP) -> int:
        """The check let the newest edition pass; its number."""
        newest = (await self.done(who, "GET", f"/goods/{goods}/editions"))["items"][0]
        await self.passed(newest["id"])
        return int(newest["number"])

    async def approve(self, goods: str, who: str = SHOP) -> dict[str, Any]:
        number = await self.pass_newest(goods, who)
        yes = {"edition_number": number, "approved": True}
        return await self.done(STAFF, "POST", f"/goods/{goods}/review", json=yes)

    async def shelved(self, **changes: Any) -> UUID:
        """Goods on the shelf."""
        goods = await self.goods(**changes)
        await self.approve(goods)
        return UUID(goods)

    async def shelf(self, at: str = HOME, who: str = "resident", **query: Any) -> list[Any]:
        """What residents see on the shelves of a community."""
        asked = {"community_id": str(self.cast.places[at])} | query
        return list((await self.done(who, "GET", "/mall/goods", params=asked))["items"])

    async def titles(self, at: str = HOME, **query: Any) -> list[str]:
        return [one["title"] for one in await self.shelf(at, **query)]
