"""Putting redemptions together for a reader."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.family_cards.public import CardChoice
from shequ_api.features.mall.public import GoodsEdition
from shequ_api.features.pick_up_codes.public import StallKeys, last_day_of, shown
from shequ_api.features.redemptions import queries
from shequ_api.features.redemptions.flow import STATE_TITLES, RedemptionState
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.schemas import (
    RedemptionLine,
    RedemptionView,
    StallRedemptionLine,
)
from shequ_api.kit.masking import mask_name

UNNAMED = "居民"


def _said(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {**row, "state_title": STATE_TITLES[RedemptionState(row["state"])]}


def own_line(row: Mapping[Any, Any]) -> RedemptionLine:
    """An order as whoever made it sees it in a list."""
    return RedemptionLine(**_said(row))


def masked(name: str | None) -> str:
    """How whoever ordered is named to a stall."""
    return (name and mask_name(name)) or UNNAMED


def stall_line(row: Mapping[Any, Any]) -> StallRedemptionLine:
    """An order as a stall sees it."""
    said = _said({**row, "person_name": masked(row["person_name"])})
    return StallRedemptionLine(**said)


async def stall_view(session: AsyncSession, redemption: Redemption) -> StallRedemptionLine:
    """One order as a stall sees it, fresh."""
    await session.flush()
    found = await session.execute(queries.redemption_lines(Redemption.id == redemption.id))
    return stall_line(found.mappings().one())


async def own_view(
    session: AsyncSession, keys: StallKeys, redemption: Redemption
) -> RedemptionView:
    """One's own order; while it waits, with the code."""
    await session.flush()
    found = await session.execute(queries.redemption_lines(Redemption.id == redemption.id))
    said = _said(found.mappings().one())
    code = None
    if said["state"] == RedemptionState.RESERVED:
        last_day = last_day_of(redemption.pick_up_until)
        what = (redemption.number, redemption.goods_id, redemption.quantity)
        code = shown(keys.code_of(redemption.organisation_id, last_day, *what))
    scanned = code and f"{code}/{redemption.goods_id}/{redemption.quantity}"
    promised = await session.get_one(GoodsEdition, redemption.edition_id)
    return RedemptionView(
        **said,
        card=CardChoice(redemption.card),
        pick_up_code=code,
        scanned_code=scanned,
        pick_up_place=promised.pick_up_place,
        pick_up_hours=promised.pick_up_hours,
    )
