"""Nobody decides what they asked for themselves, as a resident, by their office."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.register.models import Correction, Entry
from tests.cast import Cast
from tests.features.register.conftest import Doorstep

WORKER, ME = "micro_grid_worker", "resident"


async def test_nobody_decides_their_own(door: Doorstep, session: AsyncSession, cast: Cast) -> None:
    entry = await door.enter(name="甲居民", phone="13900000001")
    await enter_district(session, cast.places["510108000000"])
    own = update(Entry).where(Entry.id == UUID(entry["id"]))
    await session.execute(own.values(person_id=cast.people[ME]))
    await session.commit()
    asked = {"entry_id": entry["id"], "phone": "13700137000"}
    made = await door.did(ME, "POST", "/me/register-corrections", **asked)
    await enter_district(session, cast.places["510108000000"])
    theirs = update(Correction).where(Correction.id == UUID(made["id"]))
    await session.execute(theirs.values(person_id=cast.people[WORKER]))
    await session.commit()
    await leave_walls(session)
    path = f"/register/corrections/{made['id']}/decision"
    for accepted in (True, False):
        body = {"accepted": accepted, "reason": "不是这样"}
        answer = await door.ask(WORKER, "PUT", path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_own")
    decided = await door.ask("general_grid_worker", "PUT", path, json={"accepted": True})
    assert decided.status_code == 200
