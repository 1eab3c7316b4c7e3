"""The code that somebody shows at a stall to pay from a card of theirs: for minutes, for once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.family_cards.public import CardChoice
from shequ_api.features.stall_sales.models import StallCode
from shequ_api.kit.errors import Absent
from shequ_api.kit.short_codes import ShortCodes
from shequ_api.kit.shown_codes import show_anew, use_up

PURPOSE = "stall-codes"
CODE_LASTS = timedelta(minutes=3)
REFRESH_AFTER = timedelta(minutes=2)
"""When a phone that still shows it asks for the next: a minute is left to whoever is reading."""


class StallCodeUnknown(Absent):
    """One answer for codes that are over, used, replaced, or were never shown."""

    code, title = "stall_code_unknown", "付款码无效或已过期，请居民刷新后再试"


async def show_code(
    session: AsyncSession,
    actor: Actor,
    codes: ShortCodes,
    *,
    card: CardChoice = CardChoice.OWN,
    now: datetime,
) -> tuple[str, datetime]:
    """A fresh code of the actor and its end; the one before, of whatever card, is no good any
    more."""
    return await show_anew(
        session,
        StallCode,
        codes,
        purpose=PURPOSE,
        person_id=actor.person_id,
        lasts=CODE_LASTS,
        now=now,
        card=card,
    )


async def spend_code(
    session: AsyncSession, actor: Actor, codes: ShortCodes, code: str, *, now: datetime
) -> tuple[UUID, CardChoice]:
    """Whose code it is, and with which card they pay; it is used up. Wrong ones of whoever sells
    are counted."""
    shown = await use_up(session, StallCode, codes, code, purpose=PURPOSE, now=now)
    if shown is None:
        codes.wrong(PURPOSE, actor.person_id)
        raise StallCodeUnknown
    return shown.person_id, CardChoice(shown.card)
