"""A street with people in the register: some of everything that is listed."""

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from tests.cast import HOME, Cast
from tests.features.register.conftest import Doorstep

DOORS = [f"{HOME}-c1-b1-u1-d101", f"{HOME}-c1-b2-u1-d101", f"{HOME}-c2-b1-u1-d101"]
WHO = "community_worker"


async def fill(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    """Somebody and a shop behind each door, all stale; one asks for a correction.

    The first dwelling has had several uses, one after another.
    """
    door = Doorstep(client, cast)
    for number, dwelling in enumerate(DOORS):
        entry = await door.enter(WHO, dwelling, name=f"甲乙{number}", phone=f"1370013700{number}")
        shop = {"place_id": door.place(dwelling), "name": "小店", "kind": "shop"}
        await door.did(WHO, "POST", "/register/premises", **shop)
    uses = f"/register/dwellings/{door.place(DOORS[0])}/facts/dwelling_use"
    for use in ("let", "own", "shared", "vacant"):
        await door.did(WHO, "PUT", uses, value=use)
    await enter_district(session, cast.places["510108000000"])
    for table in ("register_people", "register_premises"):
        await session.execute(text(f"UPDATE {table} SET stale_on = '2026-01-01'"))
    mine = text("UPDATE register_people SET person_id = :me WHERE id = :id")
    await session.execute(mine, {"me": cast.people["resident"], "id": entry["id"]})
    await session.commit()
    await leave_walls(session)
    asked = {"entry_id": entry["id"], "phone": "13700137009"}
    await door.did("resident", "POST", "/me/register-corrections", **asked)
