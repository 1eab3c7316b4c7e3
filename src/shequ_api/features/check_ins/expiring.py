"""Where exactly somebody stood is nobody's business for ever."""

from datetime import datetime, timedelta

from sqlalchemy import Numeric, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.check_ins.models import COARSE_METRES, CheckIn

DECIMALS = 2
"""Of a degree: about a kilometre."""


async def coarsen(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Old positions say about where, and that they do; what they were worth stays as it was
    weighed."""
    precise = (CheckIn.received_at <= now - kept, CheckIn.accuracy_metres < COARSE_METRES)
    oldest = select(CheckIn.id).where(*precise).order_by(CheckIn.received_at).limit(most)
    ids = list(await session.scalars(oldest.with_for_update(skip_locked=True)))
    about = {
        name: func.round(cast(getattr(CheckIn, name), Numeric), DECIMALS)
        for name in ("longitude", "latitude")
    }
    coarse = update(CheckIn).where(CheckIn.id.in_(ids))
    coarse = coarse.values(**about, accuracy_metres=COARSE_METRES, distance_metres=None)
    await session.execute(coarse, execution_options={"synchronize_session": False})
    return len(ids)
