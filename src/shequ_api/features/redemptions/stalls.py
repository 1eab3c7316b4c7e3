"""Who stands at a stall."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Organisation
from shequ_api.features.redemptions import queries
from shequ_api.kit.errors import Forbidden


class NoStall(Forbidden):
    """Goods are handed over for a partner, by whoever stands for it."""

    code, title = "no_stall", "请切换到合作伙伴的身份后再操作"


async def the_stall(session: AsyncSession, actor: Actor) -> Organisation:
    """The partner's organisation for which an actor stands. Refuses with `NoStall`."""
    stall: Organisation | None = await session.scalar(queries.stall_of(actor))
    if stall is None:
        raise NoStall
    return stall
