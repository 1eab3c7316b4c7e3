"""A template that WeChat does not take: nothing goes by it, and whoever can mend it is told."""

from datetime import datetime
from uuid import uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import Place
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_about,
    tell_offices,
)
from shequ_api.features.subscription_messages.models import SubscriptionSend, SubscriptionTemplate

KIND = MessageKind.TEMPLATE_FAULTY


async def mark(
    session: AsyncSession, send: SubscriptionSend, errcode: int, *, now: datetime
) -> None:
    """It waits to be mended; whoever administers the city is told, once for each fault."""
    template = await session.get_one(SubscriptionTemplate, send.template_id, with_for_update=True)
    if template.faulty_at is not None:
        return
    template.faulty_at, template.faulty_errcode = now, errcode
    await session.flush()
    district = await session.get(Place, send.district_id) if send.district_id else None
    if district is None or district.city_id is None:
        return
    await tell_offices(
        session,
        KIND,
        [(Role.CITY_ADMINISTRATOR, district.city_id)],
        occasion_id=uuid5(template.id, str(template.version)),
        about_id=template.id,
        district_id=district.id,
        template=template.title,
        now=now,
    )


async def mend(session: AsyncSession, template: SubscriptionTemplate, *, now: datetime) -> None:
    """It was saved anew: it is tried again, and nobody need see to it."""
    if template.faulty_at is None:
        return
    template.faulty_at = template.faulty_errcode = None
    await close_matters_about(session, KIND, [template.id], now=now)
