"""A community whose queue nobody has looked at for long."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.register_conflicts.service.closing import close_agreed
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.counting import Queries
from tests.features.patrols.field import Field
from tests.features.register.conftest import NEXT_DOOR, Doorstep
from tests.features.register_answers.many import quarrelled

MANY, WHO = 1_200, "general_grid_worker"


async def test_a_thousand_conflicts_are_paged_and_closed(
    client: AsyncClient, cast: Cast, session: AsyncSession, queries: Queries
) -> None:
    await quarrelled(session, Field(client, cast), cast, MANY)
    door, seen_ids, cursor = Doorstep(client, cast), set(), None
    await door.got(WHO, "/register/conflicts", limit=1)  # signs in
    for _ in range(MANY // 100 + 1):
        query = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        with queries() as seen:
            page = await door.got(WHO, "/register/conflicts", **query)
        assert len(seen) <= 6, "\n".join(seen)
        seen_ids |= {item["id"] for item in page["items"]}
        cursor = page["next_cursor"]
    assert (len(seen_ids), cursor) == (MANY + 1, None)

    path = f"/register/dwellings/{door.place(NEXT_DOOR)}/facts/gas_supply"
    await door.did(WHO, "PUT", path, value="piped", source="counter")  # as all of them said
    with queries() as seen:
        await close_agreed(session, utc_now())
    assert len(seen) < 60, "\n".join(seen)
    await session.commit()
    assert (await door.got(WHO, "/register/conflicts"))["items"] == []
