"""Putting goods together for a reader. One statement for the photos of a page."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.schemas import FileView
from shequ_api.base.files.showing import Showcase
from shequ_api.features.mall import queries
from shequ_api.features.mall.models import Goods
from shequ_api.features.mall.rules import STATE_TITLES, GoodsState, is_open
from shequ_api.features.mall.schemas import GoodsEditionView, GoodsLine, MallGoods

Rows = Sequence[dict[str, Any]]


async def _photos(
    session: AsyncSession, ids: Sequence[UUID], showcase: Showcase, now: datetime
) -> dict[UUID, list[FileView]]:
    found: dict[UUID, list[FileView]] = {one: [] for one in ids}
    if ids:
        for photo in await session.execute(queries.photos_of(ids)):
            found[photo.edition_id].append(showcase.view(photo, now))
    return found


async def mall_goods(
    session: AsyncSession, rows: Rows, showcase: Showcase, now: datetime
) -> list[MallGoods]:
    """Lines of `on_shelves`, with their photos and whether they are sold now."""
    photos = await _photos(session, [row["edition_id"] for row in rows], showcase, now)
    return [
        MallGoods(
            **row, photos=photos[row["edition_id"]], open_now=is_open(SimpleNamespace(**row), now)
        )
        for row in rows
    ]


async def edition_views(
    session: AsyncSession, rows: Rows, showcase: Showcase, now: datetime
) -> list[GoodsEditionView]:
    """Lines of `edition_lines`, with their photos."""
    photos = await _photos(session, [row["id"] for row in rows], showcase, now)
    return [GoodsEditionView(**row, photos=photos[row["id"]]) for row in rows]


def goods_line(row: dict[str, Any]) -> GoodsLine:
    """A line of `goods_lines`."""
    return GoodsLine(**row, state_title=STATE_TITLES[GoodsState(row["state"])])


async def line_of(session: AsyncSession, goods: Goods) -> GoodsLine:
    """The goods as they stand now."""
    await session.flush()
    line = queries.goods_lines(Goods.id == goods.id)
    return goods_line(dict((await session.execute(line)).mappings().one()))
