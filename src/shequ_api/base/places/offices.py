"""Where the acting posting is held."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place


async def place_of_office(session: AsyncSession, actor: Actor) -> Place | None:
    """The place at which the actor holds office; None without one, and for one held at a grid."""
    return await session.get(Place, actor.acting.scope.id) if actor.acting else None
