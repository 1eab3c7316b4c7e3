"""Reading: lines newest first, pages that cost the same at any depth, and sums."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from shequ_api.blocks.ledger import queries
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import TrialLine
from shequ_api.blocks.ledger.refusals import AccountUnknown
from shequ_api.kit.ids import new_id
from shequ_api.kit.pages import Paging, page_of
from tests.blocks.ledger.books import Books


class Scroll(Paging):
    """Paging without a request: the cursor is the values themselves."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.behind: list[Any] | None = None

    @property
    def after(self) -> list[Any] | None:
        return self.behind

    def cursor(self, values: Sequence[Any]) -> str:
        self.behind = list(values)
        return "more"


@pytest.mark.parametrize("bounded", [True, False])
async def test_lines_come_newest_first_and_page_without_gaps(books: Books, bounded: bool) -> None:
    card, shop = await books.card("card", 0), await books.card("shop", 100)
    changes = [5, 5, -3, 8, -1, -9, 2]
    for change in changes:  # all at one instant: their order must still be told
        pair = (shop, card) if change > 0 else (card, shop)
        await books.give(*pair, abs(change))
    rows: list[dict[str, Any]] = []
    scroll, more = Scroll(3), "first"
    while more:
        bounds: dict[str, Any] = {"after": scroll.after, "limit": scroll.limit} if bounded else {}
        lines, order = queries.history(card, **bounds)
        page, cursor = await page_of(books.session, lines, order, scroll)
        assert len(page) <= 3
        rows += page
        more = cursor or ""
    assert [row["change"] for row in rows] == changes[::-1]
    assert {row["other_account_id"] for row in rows} == {shop}
    assert all(newer["at"] > older["at"] for newer, older in pairwise(rows))
    total = 0
    for row in reversed(rows):
        total += row["change"]
        then = await queries.balance_as_of(books.session, account_id=card, instant=row["at"])
        assert then.balance == total


async def test_a_page_of_a_long_history_reads_a_page(superuser_books: Books) -> None:
    books = superuser_books
    card = await books.card("card", 5)
    issuer = await books.open("issuer", floor=None)
    filled = text("""
        INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
            credit_account_id, amount, reason, at)
        SELECT gen_random_uuid(), 'points', :district, gen_random_uuid(), :issuer, :card, 1, 'x',
            CAST(:now AS timestamptz) + n * interval '1 second' FROM generate_series(1, 3000) n""")
    values = {"district": books.district_id, "issuer": issuer, "card": card, "now": books.now}
    await books.session.execute(filled, values)
    await books.session.execute(text("ANALYZE ledger_transfers"))
    after = (books.now + timedelta(minutes=30), new_id())
    lines, order = queries.history(card, after=after, limit=20)
    page = lines.order_by(*(column.desc() for column in order)).limit(21)
    sql = page.compile(books.session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = await books.session.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}"))
    assert max(_rows_read(plan[0]["Plan"])) <= 21


def _rows_read(node: dict[str, Any]) -> list[float]:
    below = [rows for child in node.get("Plans", ()) for rows in _rows_read(child)]
    return [node["Actual Rows"] + node.get("Rows Removed by Filter", 0), *below]


async def test_unknown_accounts(books: Books) -> None:
    with pytest.raises(AccountUnknown):
        await queries.balance_now(books.session, account_id=new_id(), now=books.now)
    with pytest.raises(AccountUnknown):
        await queries.balance_as_of(books.session, account_id=new_id(), instant=books.now)


async def test_a_trial_balance_sums_to_nothing(books: Books) -> None:
    card, shop = await books.card("card", 9), await books.card("shop", 4)
    await books.hold(card, shop, 2)
    lines = await queries.trial_balance(books.session)
    assert sum(line.balance for line in lines) == 0
    assert [line for line in lines if line.kind in {"purse", "mint"}] == [
        TrialLine(Ledger.POINTS, books.district_id, "mint", 1, -13, 0),
        TrialLine(Ledger.POINTS, books.district_id, "purse", 2, 13, 2),
    ]
    assert await queries.total_of(books.session, ledger=Ledger.MONEY) == 0
