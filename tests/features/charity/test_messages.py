"""What donors write beside a gift is checked before others read it, and goes with them."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.charity.personal import erase
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.features.charity.test_donating import DONATIONS, donors, give, pools
from tests.features.content_checks.test_checks import ask, check_of

__all__ = ["donors"]
SAID = "找我代开发票，三单元赵某某"


async def read(client: AsyncClient, cast: Cast, by: str) -> list[str | None]:
    [pool] = await pools(client, cast)
    path = f"/api/v1/charity/pools/{pool['id']}/donations"
    page = await client.get(path, headers=await cast.headers(by))
    return [line["message"] for line in page.json()["items"]]


async def mine(client: AsyncClient, cast: Cast, by: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/me/donations", headers=await cast.headers(by))
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def decided(client: AsyncClient, cast: Cast, check: ContentCheck, *, passed: bool) -> None:
    said = {"passed": passed, "note": "已核实"}
    done = await ask(client, cast, "community_worker", f"/{check.id}/decision", said)
    assert done["status_code"] == 200, done


@pytest.mark.parametrize("anonymous", [False, True])
async def test_others_read_it_once_it_passed(
    client: AsyncClient, donors: Cast, session: AsyncSession, work: Work, anonymous: bool
) -> None:
    gift = (await give(client, donors, "resident", message=SAID, anonymous=anonymous)).json()
    for _ in range(2):
        for reader in ("far_resident", "community_worker", "resident"):
            assert await read(client, donors, reader) == [None]
        [own] = await mine(client, donors, "resident")
        assert (own["message"], own["message_state"]) == (SAID, ["pending", "review"][_])
        await work()
    check = await check_of(session, gift["id"])
    assert (check.author_id is None, check.author_index is None) == (anonymous, not anonymous)
    await decided(client, donors, check, passed=True)
    assert await read(client, donors, "far_resident") == [SAID]
    [own] = await mine(client, donors, "resident")
    assert own["message_state"] == "pass"


async def test_what_is_unfit_stays_with_its_author_and_the_gift_stays(
    client: AsyncClient, donors: Cast, session: AsyncSession, work: Work
) -> None:
    gift = (await give(client, donors, "resident", message=SAID)).json()
    await work()
    await decided(client, donors, await check_of(session, gift["id"]), passed=False)
    assert await read(client, donors, "far_resident") == [None]
    [own] = await mine(client, donors, "resident")
    assert (own["message"], own["message_state"]) == (SAID, "risky")
    [pool] = await pools(client, donors)
    assert pool["donated_points"] == 5


async def test_a_gift_without_words_is_not_checked_and_one_sent_twice_once(
    client: AsyncClient, donors: Cast, session: AsyncSession
) -> None:
    await give(client, donors, "resident")
    [own] = await mine(client, donors, "resident")
    assert own["message_state"] is None
    [pool] = await pools(client, donors)
    body = {"pool_id": pool["id"], "amount_points": 1, "message": SAID}
    headers = {**await donors.headers("resident"), "Idempotency-Key": "words-once"}
    for _ in range(2):
        assert (await client.post(DONATIONS, json=body, headers=headers)).status_code == 201
    assert await session.scalar(select(func.count()).select_from(ContentCheck)) == 1
    refused = await give(client, donors, "resident", amount_points=1000, message=SAID)
    assert refused.status_code == 409
    assert await session.scalar(select(func.count()).select_from(ContentCheck)) == 1


async def test_words_and_whose_they_were_go_with_the_person(
    client: AsyncClient, donors: Cast, session: AsyncSession, work: Work
) -> None:
    for anonymous in (False, True):
        gift = await give(client, donors, "resident", message=SAID, anonymous=anonymous)
        await work()
        check = await check_of(session, gift.json()["id"])
        await decided(client, donors, check, passed=True)
    await erase(session, donors.people["resident"], utc_now())
    await session.commit()
    assert await read(client, donors, "far_resident") == ["（已注销）"] * 2
    left = "SELECT count(*) FROM charity_donations WHERE message = :said"
    assert await session.scalar(text(left), {"said": SAID}) == 0
    sealed = select(func.count()).where(ContentCheck.author_index.is_not(None))
    assert await session.scalar(sealed) == 0


async def test_of_two_accounts_the_kept_one_reads_its_state(
    client: AsyncClient, donors: Cast, session: AsyncSession
) -> None:
    await give(client, donors, "resident", message=SAID)
    old = await session.get_one(Person, donors.people["resident"])
    old.merged_into_id = donors.people["micro_grid_worker"]
    await session.commit()
    [own] = await mine(client, donors, "micro_grid_worker")
    assert (own["message"], own["message_state"]) == (SAID, "pending")
