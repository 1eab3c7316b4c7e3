"""What auditors and administrators read of the ledgers, over HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.sealing import LATE
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.proofs import prove
from shequ_api.blocks.ledger.sealing import seal_transfers
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import HOUR, Books
from tests.cast import Cast
from tests.counting import Queries
from tests.features.ledger_audit.lines import DISTRICT

API = "/api/v1/ledger"
DAY = timedelta(days=1)
READERS = ("auditor", "district_administrator", "city_administrator")


@dataclass
class Desk:
    """The auditors' desk, with books of a week: a card of 100 gave a shop 30 six days ago and 5
    four days ago, and gave 3 and the 30 back three days ago."""

    client: AsyncClient
    cast: Cast
    books: Books
    card: UUID
    shop: UUID
    began: datetime
    """Noon in China, six days ago."""

    async def ask(self, path: str, by: str = "auditor", **query: Any) -> Response:
        headers = await self.cast.headers(by)
        return await self.client.get(f"{API}{path}", headers=headers, params=query)

    async def got(self, path: str, by: str = "auditor", **query: Any) -> Any:
        answer = await self.ask(path, by, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def proven(self) -> str:
        await seal_transfers(self.books.session, self.books.now)
        made = await prove(self.books.session, whole=False, made_by="clock", now=self.books.now)
        await self.books.session.commit()
        return str(made.proof.id)

    def day(self, number: int) -> str:
        """The day so many days after the books began."""
        return (china_date(self.began) + number * DAY).isoformat()


@pytest.fixture
async def desk(client: AsyncClient, cast: Cast, session: AsyncSession) -> Desk:
    # A day is proven once whatever came late to it is in: soon after midnight, not at midnight.
    began = china_midnight(china_date(utc_now() - LATE)) + 12 * HOUR - 6 * DAY
    books = Books(session, cast.places[DISTRICT], now=began)
    card, shop = await books.card("card", 100), await books.open("shop")
    order: dict[str, Any] = {"reference_kind": "order", "reference_id": card}
    first = await books.give(card, shop, 30, **order)
    books.now = began + 2 * DAY
    await books.give(card, shop, 5)
    books.now = began + 3 * DAY
    await books.give(shop, card, 3)
    await books.reverse(first)
    books.now = utc_now()
    await session.commit()
    return Desk(client, cast, books, card, shop, began)


def by_kind(body: Any) -> dict[str, int]:
    """Of the kinds that the books are about: the cast has some of its own."""
    kinds = ("mint", "purse")
    return {line["kind"]: line["balance"] for line in body["lines"] if line["kind"] in kinds}


async def test_a_trial_balance_now_and_then(desk: Desk) -> None:
    for by in READERS:
        now = await desk.got("/trial-balance", by)
        assert by_kind(now) == {"mint": -100, "purse": 100}
        assert {total["balance"] for total in now["sums"]} == {0}
    for proven in (False, True):
        if proven:
            await desk.proven()
        for hours, balance in ((-1, None), (1, 100), (200, 100)):
            instant = min(desk.began + hours * HOUR, desk.books.now)
            then = await desk.got("/trial-balance", as_of=instant.isoformat())
            assert by_kind(then).get("purse") == balance
            assert all(total["balance"] == 0 for total in then["sums"])
    late = (utc_now() + DAY).isoformat()
    assert (await desk.ask("/trial-balance", as_of=late)).json()["code"] == "instant_not_yet"


async def test_a_reconciliation_leads_from_one_balance_to_the_other(desk: Desk) -> None:
    period = {"ledger": "points", "from": desk.day(0), "to": desk.day(3)}
    refused = await desk.ask("/reconciliation", **period)
    assert (refused.status_code, refused.json()["code"]) == (409, "period_not_proven")
    await desk.proven()
    report = await desk.got("/reconciliation", **period)
    assert report["reconciles"] is True
    [purse] = [kind for kind in report["kinds"] if kind["kind"] == "purse"]
    flows = {
        (flow["reference_kind"], flow["reversal"]): (flow["received"], flow["given"])
        for flow in purse["flows"]
    }
    assert (purse["opening"], purse["closing"]) == (0, 100)
    assert flows == {("", False): (108, 8), ("order", False): (30, 30), ("order", True): (30, 30)}
    rest = await desk.got(
        "/reconciliation", ledger="points", **{"from": desk.day(1), "to": desk.day(2)}
    )
    assert {k["kind"]: (k["opening"], k["closing"]) for k in rest["kinds"]} == {
        "mint": (-100, -100),
        "purse": (100, 100),
    }
    for first, last in ((3, 0), (-400, 3)):
        query = {"ledger": "points", "from": desk.day(first), "to": desk.day(last)}
        assert (await desk.ask("/reconciliation", **query)).json()["code"] == "period_unfit"
    query = {"ledger": "points", "from": desk.day(0), "to": desk.day(6)}
    today = await desk.ask("/reconciliation", **query)
    assert today.json()["proven_until"] == desk.day(5), "today is not over"


async def test_every_day_leads_to_the_next(desk: Desk) -> None:
    """Opening and closing are each told by a proof of their own."""
    await desk.proven()
    desk.books.now += DAY
    await desk.books.give(desk.card, await desk.books.open("till"), 7)
    desk.books.now += DAY
    await desk.proven()
    for first, last in ((0, 7), (6, 7), (7, 7), (2, 6)):
        period = {"ledger": "points", "from": desk.day(first), "to": desk.day(last)}
        assert (await desk.got("/reconciliation", **period))["reconciles"] is True


async def test_proofs_are_read_with_the_lines_in_scope(desk: Desk) -> None:
    made = await desk.proven()
    page = await desk.got("/proofs")
    [line] = [each for each in page["items"] if each["id"] == made]
    assert (line["sound"], line["made_by"], line["findings"]["sum_is_zero"]) == (True, "clock", 0)
    assert line["block_number"] >= 1
    for by in READERS:
        proof = await desk.got(f"/proofs/{made}", by)
        assert by_kind(proof) == {"mint": -100, "purse": 100}
        assert {each["district_id"] for each in proof["lines"]} == {str(desk.books.district_id)}
    assert (await desk.ask(f"/proofs/{new_id()}")).status_code == 404
    for path in ("/proofs", f"/proofs/{made}"):
        for by in ("resident", "community_worker", "subdistrict_administrator"):
            assert (await desk.ask(path, by)).status_code == 403


async def test_an_account_and_its_statement(desk: Desk) -> None:
    found = await desk.got("/accounts", kind="purse", ledger="points")
    assert {line["id"] for line in found["items"]} >= {str(desk.card), str(desk.shop)}
    shop = await desk.got(f"/accounts/{desk.shop}")
    assert (shop["balance"], shop["held"], shop["owner_kind"]) == (2, 0, "shop")
    then = (desk.began + HOUR).isoformat()
    assert (await desk.got(f"/accounts/{desk.shop}", as_of=then))["balance"] == 30
    lines = (await desk.got(f"/accounts/{desk.card}/lines"))["items"]
    assert [(line["change"], line["balance_after"]) for line in lines] == [
        (30, 98),
        (3, 68),
        (-5, 65),
        (-30, 70),
        (100, 100),
    ]
    within = {"from": desk.day(1), "to": desk.day(2)}
    lines = (await desk.got(f"/accounts/{desk.card}/lines", **within))["items"]
    assert [(line["change"], line["balance_after"]) for line in lines] == [(-5, 65)]


async def test_strangers_learn_nothing_of_an_account(desk: Desk) -> None:
    path = f"/accounts/{desk.card}"
    for by in ("resident", "community_worker", "subdistrict_administrator"):
        for each in (path, f"{path}/lines"):
            assert (await desk.ask(each, by)).status_code == 404
    assert (await desk.ask(f"/accounts/{new_id()}")).status_code == 404


async def test_nothing_says_whose_it_is(desk: Desk, session: AsyncSession) -> None:
    """Neither the owner nor the words that somebody wrote beside a transfer."""
    secret = await desk.books.open("person-secret")
    await desk.books.give(desk.card, secret, 1, reason="给王五的奖励")
    await session.commit()
    for path in ("/accounts", f"/accounts/{secret}", f"/accounts/{secret}/lines"):
        text = (await desk.ask(path)).text
        assert desk.books.prefix not in text
        assert "王五" not in text


async def test_each_question_is_a_few_statements(desk: Desk, queries: Queries) -> None:
    made = await desk.proven()
    period = {"ledger": "points", "from": desk.day(0), "to": desk.day(3)}
    asked: dict[str, tuple[dict[str, Any], int]] = {
        "/trial-balance": ({}, 1),
        "/trial-balance ": ({"as_of": desk.began.isoformat()}, 3),
        "/reconciliation": (period, 8),
        f"/proofs/{made}": ({}, 2),
        f"/accounts/{desk.card}": ({}, 2),
        f"/accounts/{desk.card}/lines": ({}, 4),
    }
    with queries() as seen:
        await desk.got("/trial-balance")
    signing_in = len(seen) - 1
    for path, (query, most) in asked.items():
        with queries() as seen:
            await desk.got(path.strip(), **query)
        assert len(seen) - signing_in <= most, "\n".join(seen)


async def test_ledgers_are_told_apart(desk: Desk, session: AsyncSession) -> None:
    money: dict[str, Any] = {"ledger": Ledger.MONEY}
    issuer = await desk.books.open("issuer", floor=None, **money)
    till = await desk.books.open("till", **money)
    await desk.books.give(issuer, till, 900)
    await session.commit()
    now = await desk.got("/trial-balance")
    assert {(t["ledger"], t["balance"]) for t in now["sums"]} == {("points", 0), ("money", 0)}
    found = await desk.got("/accounts", ledger="money")
    assert {line["id"] for line in found["items"]} == {str(issuer), str(till)}
    assert {line["unit"] for line in found["items"]} == {"人民币分"}
