"""Two accounts of one human being become one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from httpx import AsyncClient, Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.account_models import MergeCode, PersonMerge
from shequ_api.base.people.models import Person, Posting, WeChatAccount
from shequ_api.base.people.service import recognise_account
from shequ_api.base.wechat.protocol import WeChatSession
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.service.cards import open_card
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import API, appointed, ask, day, posting_of
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.points.earned import fund

KEPT, MERGED = "resident", "newcomer"


async def code_of(client: AsyncClient, cast: Cast, who: str) -> str:
    answer = await ask(client, cast, who, "POST", "/me/merge-codes")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def merged(
    client: AsyncClient, cast: Cast, kept: str = KEPT, given: str = MERGED, **more: Any
) -> Response:
    body = {"code": await code_of(client, cast, given), **more}
    return await ask(client, cast, kept, "POST", "/me/merges", json=body)


async def order(client: AsyncClient, cast: Cast, who: str) -> str:
    body = {
        "service_code": "environment",
        "text": "楼道堆了垃圾",
        "place_id": str(cast.places[f"{HOME}-c1-b1"]),
    }
    made = await ask(client, cast, who, "POST", "/tickets", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def balance(session: AsyncSession, person_id: UUID) -> list[int]:
    held = select(Account.balance).join(PointsCard, PointsCard.account_id == Account.id)
    mine = held.where(PointsCard.person_id == person_id)
    return list(await session.scalars(mine.execution_options(populate_existing=True)))


async def test_what_the_one_has_is_the_others(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    now = utc_now()
    await fund(session, cast, KEPT, 30, now=now)
    await fund(session, cast, MERGED, 12, now=now)
    session.add(
        WeChatAccount(person_id=cast.people[MERGED], app_id="wx", openid="o-b", created_at=now)
    )
    await session.commit()
    ticket = await order(client, cast, MERGED)
    old = await cast.headers(MERGED)
    answer = await merged(client, cast)
    assert answer.status_code == 201, answer.text
    assert "12 积分" in "".join(answer.json()["told"])

    assert (await client.get(f"{API}/me", headers=old)).status_code == 401
    assert (await ask(client, cast, KEPT, "GET", f"/tickets/{ticket}")).status_code == 200
    assert await balance(session, cast.people[KEPT]) == [42]
    assert await balance(session, cast.people[MERGED]) == [0]
    assert await total_of(session, ledger=Ledger.POINTS) == 0
    again = await recognise_account(session, "wx", WeChatSession("o-b", None), now=now)
    assert again.id == cast.people[KEPT]
    gone = await session.get_one(Person, cast.people[MERGED], populate_existing=True)
    assert (gone.merged_into_id, gone.phone_index) == (cast.people[KEPT], None)
    assert gone.name == "戊居民", "what it signed still tells who signed"

    # A fact that names the old account pays the one that is left; the catching up doubles nothing.
    card = await open_card(
        session,
        person_id=cast.people[MERGED],
        district_id=cast.places["510108000000"],
        now=utc_now(),
    )
    assert card.person_id == cast.people[KEPT]
    await work()
    assert await balance(session, cast.people[KEPT]) == [42]


async def test_what_came_in_between_is_caught_up(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await order(client, cast, MERGED)
    assert (await merged(client, cast)).status_code == 201
    # As a request would leave it that was recognised before, and wrote after.
    back = update(Ticket).where(Ticket.id == UUID(ticket))
    await session.execute(back.values(reporter_id=cast.people[MERGED]))
    await session.commit()
    await work()
    owner = select(Ticket.reporter_id).where(Ticket.id == UUID(ticket))
    assert await session.scalar(owner) == cast.people[KEPT]


async def test_a_dry_run_tells_and_changes_nothing(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, KEPT, 30, now=utc_now())
    await fund(session, cast, MERGED, 12, now=utc_now())
    await session.commit()
    code = await code_of(client, cast, MERGED)
    body = {"code": code, "dry_run": True}
    tried = await ask(client, cast, KEPT, "POST", "/me/merges", json=body)
    assert (tried.status_code, tried.json()["dry_run"]) == (201, True)
    assert await session.scalar(select(func.count()).select_from(PersonMerge)) == 0
    assert await balance(session, cast.people[MERGED]) == [12]
    body["dry_run"] = False
    real = await ask(client, cast, KEPT, "POST", "/me/merges", json=body)
    assert real.json()["told"] == tried.json()["told"], "the code is good still"
    twice = await ask(client, cast, "same_building", "POST", "/me/merges", json=body)
    assert (twice.status_code, twice.json()["code"]) == (410, "merge_code_gone")


async def test_codes_are_short_lived_single_and_hashed(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    first = await code_of(client, cast, MERGED)
    second = await code_of(client, cast, MERGED)
    row = (await session.scalars(select(MergeCode))).one()
    assert second.replace("-", "").encode() not in row.code_hash
    own = await ask(client, cast, MERGED, "POST", "/me/merges", json={"code": second})
    assert (own.status_code, own.json()["code"]) == (409, "same_account")
    for code in (first, "7KQM-3XWD-9TFA", "０" * 12):
        refused = await ask(client, cast, KEPT, "POST", "/me/merges", json={"code": code})
        assert (refused.status_code, refused.json()["code"]) == (410, "merge_code_gone")
    with time_machine.travel(utc_now() + timedelta(minutes=5, seconds=1), tick=True):
        late = await ask(client, cast, KEPT, "POST", "/me/merges", json={"code": second})
    assert late.status_code == 410
    spelt = second.replace("-", "").lower()
    assert (await ask(client, cast, KEPT, "POST", "/me/merges", json={"code": spelt})).is_success


async def test_nobody_covers_for_themselves_or_holds_an_office_twice(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    absent = await posting_of(session, cast, "micro_grid_worker")
    draft = {"phone": "13900000005", "starts_on": day(0), "ends_on": day(7)}
    path = f"/postings/{absent}/covers"
    cover = await ask(client, cast, "community_worker", "POST", path, json=draft)
    answer = await merged(client, cast, kept="newcomer", given="micro_grid_worker")
    assert any("两份任职" in line for line in answer.json()["told"]), answer.text
    me = (await ask(client, cast, "newcomer", "GET", "/me")).json()
    assert [posting["id"] for posting in me["postings"]] == [absent]
    ended = await session.get_one(Posting, UUID(cover.json()["id"]), populate_existing=True)
    assert ended.ended_at is not None


async def test_an_office_from_ones_own_hand_ends(client: AsyncClient, cast: Cast) -> None:
    grid = {"grid_id": str(cast.places[f"{HOME}-m03"])}
    made = await appointed(client, cast, "13900000005", **grid)
    answer = await merged(client, cast, kept="newcomer", given="community_worker")
    assert any("由合并前的另一账号任命" in line for line in answer.json()["told"]), answer.text
    me = (await ask(client, cast, "newcomer", "GET", "/me")).json()
    assert made.json()["id"] not in {posting["id"] for posting in me["postings"]}
    assert me["acting_role"] == "community_worker"


async def test_staff_merge_only_by_a_code_of_each(client: AsyncClient, cast: Cast) -> None:
    body = {
        "kept_code": await code_of(client, cast, KEPT),
        "merged_code": await code_of(client, cast, MERGED),
    }
    resident = await ask(client, cast, "same_building", "POST", "/person-merges", json=body)
    assert resident.status_code == 403
    one = body | {"merged_code": "7KQM-3XWD-9TFA"}
    assert (
        await ask(client, cast, "community_worker", "POST", "/person-merges", json=one)
    ).status_code == 410
    done = await ask(client, cast, "community_worker", "POST", "/person-merges", json=body)
    assert (done.status_code, done.json()["kept_id"]) == (201, str(cast.people[KEPT])), done.text


async def test_a_chain_of_merges_ends_in_one_hop(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    assert (await merged(client, cast, kept=KEPT, given=MERGED)).is_success
    assert (await merged(client, cast, kept="same_building", given=KEPT)).is_success
    first = await session.get_one(Person, cast.people[MERGED], populate_existing=True)
    assert first.merged_into_id == cast.people["same_building"]
