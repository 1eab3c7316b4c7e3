"""What a card of the landing says, asked as the landing asks."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Card, LandingCard
from shequ_api.base.places.models import Place
from shequ_api.features.five_codes.public import Outlook
from shequ_api.kit.clock import utc_now
from shequ_api.kit.hot.questions import InSession


async def said_by(
    card: LandingCard, session: AsyncSession, actor: Actor | None, place: Place
) -> Card | None:
    seen = await Outlook([card]).of(InSession(session), actor, place, now=utc_now())
    return next(iter(seen.cards), None)
