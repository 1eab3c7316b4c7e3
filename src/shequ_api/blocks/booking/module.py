from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, timed
from shequ_api.blocks.booking.checker import verify
from shequ_api.blocks.booking.clocks import KEPT_DAYS, forget, lapse, miss
from shequ_api.blocks.booking.personal import PERSONAL_DATA, STATE_TITLES
from shequ_api.blocks.booking.refusals import AlreadyReserved, OpeningsUnfit, SlotFull

log = structlog.get_logger("booking")


async def check(session: AsyncSession, now: datetime) -> None:
    """Nightly: no overlap, nothing oversold, nobody waits beside a free place."""
    broken = await verify(session, now)
    if broken:
        log.error("booking_truth_broken", findings=broken[:20])


MODULE = Module(
    name="booking",
    title="预约底座",
    clockworks=[
        Clockwork("booking.lapse", timedelta(minutes=1), lapse),
        Clockwork("booking.miss", timedelta(minutes=10), miss),
        Clockwork("booking.check", timedelta(days=1), check),
    ],
    constraints={
        "ex_booking_reservations_seat": SlotFull,
        "ex_booking_reservations_person": AlreadyReserved,
        "ex_booking_openings_overlap": OpeningsUnfit,
        "ck_booking_openings_valid": OpeningsUnfit,
    },
    personal_data=PERSONAL_DATA,
    retention=[timed("预约记录", KEPT_DAYS, "核对到场与爽约；逾期不再有用", forget)],
    words={"预约状态": STATE_TITLES},
)
