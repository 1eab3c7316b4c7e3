"""Frozen cards for lists."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.rules import AlarmKind
from tests.cast import MEMBERS, Cast
from tests.features.manual_credits.credits import SECOND, THIRD, Desk
from tests.features.points_alarms.watch import ALARMS, counted


async def frozen(client: AsyncClient, cast: Cast, session: AsyncSession, count: int) -> None:
    """So many cards of neighbours are frozen, and thawed again."""
    desk = Desk(client, cast)
    for member in MEMBERS[1 : count + 1]:
        alarm = await counted(session, cast, AlarmKind.CARD_HOUR, member.key, amount=1000)
        assert alarm is not None
        await session.commit()
        path = f"{ALARMS}/{alarm.id}"
        body = {"state": "confirmed", "reason": "冒领"}
        assert (await desk.send(SECOND, "PUT", f"{path}/decision", body)).status_code == 200
        why = {"reason": "冒领"}
        made = await desk.send(SECOND, "POST", f"{path}/card-freezes", why)
        assert made.status_code == 201, made.text
        thawing = f"/api/v1/card-freezes/{made.json()['id']}/thawing"
        assert (await desk.send(THIRD, "PUT", thawing, why)).status_code == 200
