"""A file that waits does not bring back whoever was erased meanwhile."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.privacy.outside import erase_again
from shequ_api.base.register.models import Entry
from shequ_api.features.register_imports.models import RegisterImport
from shequ_api.kit.clock import utc_now
from shequ_api.modules import MODULES
from tests.cast import Cast
from tests.features.register_imports.conftest import API, Importing, id_number, row, xlsx
from tests.features.register_imports.test_premises import file as shops
from tests.features.register_imports.test_premises import shop

MY_NAME, MY_PHONE = "甲居民", "13900000001"
NAMED = row(MY_NAME, None, MY_PHONE)
NAMESAKE = row(MY_NAME, id_number(7), "13700137000")


async def left(session: AsyncSession, cast: Cast, who: str = "resident") -> None:
    await erase_again(session, MODULES, cast.people[who], now=utc_now())
    await session.commit()


async def test_a_file_that_names_them_is_let_go(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    """Checked, not yet checked, already ordered: none of them enters anybody any more."""
    others = await importing.checked(xlsx(NAMESAKE))
    checked = await importing.checked(xlsx(NAMED))
    ordered = await importing.checked(xlsx(NAMED, row("李四")))
    path = f"{API}/{ordered['id']}/application"
    assert (await importing.client.post(path, json={}, headers=importing.headers)).is_success
    received = (await importing.bring(xlsx(NAMED, row("王五")))).json()
    assert checked["counts"] == {"entered": 1}, "the register does not know them yet"
    await left(session, cast)
    await importing.work()
    for one in (checked, ordered, received):
        view = await importing.look(one["id"])
        assert (view["state"], view["problem"]["code"]) == ("failed", "import_names_erased")
        assert MY_NAME not in str(view)
        kept = select(RegisterImport.file_sealed).where(RegisterImport.id == one["id"])
        assert await session.scalar(kept) is None
    await enter_district(session, cast.places["510108000000"])
    assert list(await session.scalars(select(Entry.id))) == []
    assert (await importing.look(others["id"]))["state"] == "checked"


@pytest.mark.parametrize("number", [id_number(3), None])
async def test_they_are_known_by_what_the_register_says_too(
    importing: Importing, session: AsyncSession, cast: Cast, number: str | None
) -> None:
    """By an ID number that only their entry has, whatever the name is by now."""
    await importing.applied(xlsx(row(MY_NAME, id_number(3), MY_PHONE)))
    await enter_district(session, cast.places["510108000000"])
    entry = (await session.scalars(select(Entry))).one()
    entry.person_id = cast.people["resident"]
    await session.commit()
    waiting = await importing.checked(xlsx(row("甲改名", number, "13700137000"), row("李四")))
    await left(session, cast)
    state = (await importing.look(waiting["id"]))["state"]
    assert state == ("failed" if number else "checked")


@pytest.mark.parametrize(
    ("keeper", "state"),
    [
        ({"负责人": MY_NAME, "联系电话": MY_PHONE}, "failed"),
        ({"联系电话": MY_PHONE}, "failed"),
        ({"负责人": MY_NAME}, "checked"),
    ],
)
async def test_nor_as_the_keeper_of_a_shop(
    importing: Importing, session: AsyncSession, cast: Cast, keeper: dict[str, str], state: str
) -> None:
    importing.kind = "premises"
    waiting = await importing.checked(shops(shop("好邻居", **keeper)))
    await left(session, cast)
    assert (await importing.look(waiting["id"]))["state"] == state


async def test_a_file_that_is_no_table_hinders_nobody(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    received = (await importing.bring(b"PK\x03\x04 no workbook")).json()
    await left(session, cast)
    assert (await importing.look(received["id"]))["state"] == "received"
