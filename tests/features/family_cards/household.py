"""Two people of one dwelling, and their card."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.residency.models import Residency
from shequ_api.features.family_cards.models import FamilyMember
from tests.cast import HOME
from tests.features.redemptions.market import Market

FAR = {"synchronize_session": False}


async def share_a_dwelling(session: AsyncSession, market: Market) -> None:
    """As if the neighbour lived with the resident."""
    people = market.cast.people
    home = select(Residency.place_id).where(Residency.person_id == people["resident"])
    theirs = update(Residency).where(Residency.person_id == people["same_building"])
    await session.execute(theirs.values(place_id=home.scalar_subquery()), execution_options=FAR)
    await session.commit()


async def waited(session: AsyncSession) -> None:
    """As if all had joined two days ago."""
    earlier = FamilyMember.joined_at - timedelta(days=2)
    await session.execute(update(FamilyMember).values(joined_at=earlier), execution_options=FAR)
    await session.commit()


async def coded(market: Market) -> str:
    shown = await market.ask("resident", "POST", "/me/family-card/codes")
    assert shown.status_code == 201, shown.text
    return str(shown.json()["code"])


async def together(session: AsyncSession, market: Market) -> dict[str, Any]:
    """A card of both, who wait no more: the resident paid in 60, the other one 40."""
    await share_a_dwelling(session, market)
    await market.done("resident", "POST", "/me/family-card")
    body = {"code": await coded(market)}
    await market.done("same_building", "POST", "/me/family-card/membership", json=body)
    return await filled(session, market)


async def filled(session: AsyncSession, market: Market) -> dict[str, Any]:
    """What the two pay in."""
    for who, points in (("resident", 60), ("same_building", 40)):
        await market.done(who, "POST", "/me/family-card/pay-ins", json={"amount_points": points})
    await waited(session)
    return await market.done("resident", "GET", "/me/family-card")


def member_of(card: dict[str, Any], *, head: bool) -> str:
    return str(next(each["id"] for each in card["members"] if each["is_head"] is head))


async def donate(market: Market, who: str, points: int, card: str = "family") -> tuple[int, Any]:
    body = {
        "community_id": str(market.cast.places[HOME]),
        "amount_points": points,
        "card": card,
    }
    answer = await market.ask(who, "POST", "/charity/donations", json=body)
    return answer.status_code, answer.json().get("code")
