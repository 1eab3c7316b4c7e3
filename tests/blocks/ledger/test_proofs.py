"""Nightly proofs: what is new is proven, days are totalled, and what was found stays on record."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from shequ_api.base.audit.seals import Seals
from shequ_api.blocks.ledger import checkpoints, queries
from shequ_api.blocks.ledger.chain_proving import Fault
from shequ_api.blocks.ledger.checker import Truth, verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.proof_models import Checkpoint, DayTotal
from shequ_api.blocks.ledger.proofs import Proven, lines_of, proofs_not_on_record, prove
from shequ_api.blocks.ledger.sealing import seal_transfers
from shequ_api.blocks.ledger.truths import SHARES
from shequ_api.kit.clock import china_date, china_midnight
from tests.blocks.ledger.books import Books, this_noon

DAY = timedelta(days=1)


async def proven(books: Books, *, whole: bool = False) -> Proven:
    await seal_transfers(books.session, books.now)
    return await prove(books.session, whole=whole, made_by="clock", now=books.now)


async def tamper(books: Books, sql: str, **values: Any) -> None:
    await books.session.execute(text("SET LOCAL session_replication_role = replica"))
    await books.session.execute(text(sql), values)
    books.session.expire_all()


def against(found: Proven) -> dict[str, int]:
    """What the proof has of truths that do not hold."""
    return {truth: rows for truth, rows in found.proof.findings.items() if rows}


@pytest.fixture
async def books(superuser_books: Books) -> Books:
    """Books that are proven, and moved on since, a day ago."""
    superuser_books.now = this_noon() - 2 * DAY
    card = await superuser_books.card("card", 100)
    shop = await superuser_books.open("shop")
    await superuser_books.give(card, shop, 30, reference_kind="order", reference_id=card)
    await superuser_books.open("idle")
    first = await proven(superuser_books)
    assert (first.proof.whole, first.proof.sound, against(first)) == (True, True, {})
    superuser_books.now += DAY
    await superuser_books.give(shop, card, 5)
    superuser_books.now += DAY
    return superuser_books


async def test_a_proof_tells_the_trial_balance_of_its_midnight(books: Books) -> None:
    made = await proven(books)
    assert (made.proof.whole, made.proof.sound) == (False, True)
    assert made.proof.as_of == china_midnight(china_date(books.now))
    assert (made.proof.made_by, made.proof.transfers) == ("clock", 1 + 2), (
        "what is new, and an old block"
    )
    lines = await lines_of(books.session, made.proof)
    mine = {line.kind: (line.accounts, line.balance) for line in lines}
    assert mine["mint"] == (1, -100)
    assert mine["purse"] == (3, 100)
    assert sum(line.balance for line in lines if line.ledger == Ledger.POINTS) == 0


async def test_days_are_totalled_by_kind_and_reason(books: Books) -> None:
    await proven(books)
    totals = await books.session.scalars(select(DayTotal).order_by(DayTotal.day))
    day = china_date(books.now) - 2 * DAY
    assert {
        (t.day, t.debit_kind, t.credit_kind, t.reference_kind, t.reversal, t.transfers, t.amount)
        for t in totals
    } == {
        (day, "mint", "purse", "", False, 1, 100),
        (day, "purse", "purse", "order", False, 1, 30),
        (day + DAY, "purse", "purse", "", False, 1, 5),
    }
    again = await proven(books)
    assert (again.proof.transfers, again.proof.sound) == (1, True), "of the block of that night"
    count = select(func.count()).select_from(DayTotal)
    assert await books.session.scalar(count) == 3, "no day is totalled twice"


async def test_what_is_changed_in_the_past_does_not_add_up(books: Books) -> None:
    """A transfer that is put into a day which is totalled, its balances right."""
    await proven(books)
    yesterday = books.now - DAY - timedelta(hours=1)
    shop, card = await books.open("shop"), await books.open("card")
    made = await books.give(shop, card, 3)
    await tamper(
        books, "UPDATE ledger_transfers SET at = :at WHERE id = :id", at=yesterday, id=made.id
    )
    books.now += DAY
    found = await proven(books)
    assert against(found).keys() == {Fault.TRANSFER_BACKDATED}
    whole = await proven(books, whole=True)
    assert against(whole).keys() == {Fault.TRANSFER_BACKDATED, Truth.DAYS_ADD_UP}


async def test_a_total_that_was_changed(books: Books) -> None:
    await proven(books)
    await tamper(books, "UPDATE ledger_day_totals SET amount = 1 WHERE debit_kind = 'mint'")
    found = await proven(books)
    assert against(found) == {Truth.DAYS_ADD_UP: 2}


async def test_an_idle_account_has_its_turn(books: Books) -> None:
    """Of two that nobody uses, the balances shifted: found in as many proofs as there are shares,
    though no proof but the first looks at all."""
    books.now += DAY
    await proven(books)
    shift = (
        "UPDATE ledger_accounts SET balance = balance + CASE WHEN id = :one THEN 1 ELSE -1 END"
        " WHERE id IN (:one, :other)"
    )
    one, other = await books.open("idle"), await books.open("shop")
    await tamper(books, shift, one=one, other=other)
    seen: set[UUID | None] = set()
    for _ in range(SHARES):
        books.now += DAY
        made = await proven(books)
        seen |= {f.subject_id for f in made.findings if f.truth == Truth.BALANCE_IS_REPLAY}
    assert seen == {one, other}


async def test_a_busy_account_is_found_at_once(books: Books) -> None:
    shop, card = await books.open("shop"), await books.open("card")
    await books.give(card, shop, 1)
    await tamper(
        books,
        "UPDATE ledger_accounts SET balance = balance + CASE WHEN id = :one THEN 1 ELSE -1 END"
        " WHERE id IN (:one, :other)",
        one=shop,
        other=card,
    )
    assert against(await proven(books)) == {Truth.BALANCE_IS_REPLAY: 2}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four lines are many."""
    monkeypatch.setattr(checkpoints, "LINES", 4)


async def stood(books: Books, account_id: UUID, instants: list[datetime]) -> list[int]:
    return [
        (await queries.balance_as_of(books.session, account_id=account_id, instant=at)).balance
        for at in instants
    ]


@pytest.mark.usefixtures("few")
async def test_checkpoints_change_no_answer(books: Books) -> None:
    shop, card = await books.open("shop"), await books.open("card")
    instants = [books.now - 9 * DAY, books.now - DAY, books.now - timedelta(hours=1)]
    for _ in range(3):
        for amount in (1, 2, 3):
            made = await books.give(card, shop, amount)
            instants += [made.at - timedelta(microseconds=1), made.at]
        books.now += DAY
        instants.append(books.now - timedelta(hours=3))
        before = await stood(books, shop, instants)
        assert (await proven(books)).proof.sound
        assert await stood(books, shop, instants) == before
    points = select(func.count()).where(Checkpoint.account_id == shop)
    assert (await books.session.scalar(points) or 0) >= 2
    assert await verify(books.session) == []


@pytest.mark.usefixtures("few")
async def test_a_checkpoint_is_no_place_to_hide(books: Books) -> None:
    """A balance and its checkpoint changed alike: the replay of the whole tells both."""
    shop, card = await books.open("shop"), await books.open("card")
    for _ in range(4):
        await books.give(card, shop, 1)
    await proven(books)
    await tamper(
        books, "UPDATE ledger_checkpoints SET balance = balance + 1 WHERE account_id = :a", a=shop
    )
    await tamper(books, "UPDATE ledger_accounts SET balance = balance + 1 WHERE id = :a", a=shop)
    truths = {finding.truth for finding in await verify(books.session)}
    sums = {Truth.SUM_IS_ZERO, Truth.DAYS_ADD_UP}
    assert truths == {*sums, Truth.BALANCE_IS_REPLAY, Truth.CHECKPOINTS_REPLAY}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_proofs SET sound = NOT sound",
        """UPDATE ledger_proofs SET findings = '{"sum_is_zero": 3}'""",
        "UPDATE ledger_proof_lines SET balance = balance + 1 WHERE kind = 'mint'",
        "DELETE FROM ledger_proof_lines WHERE kind = 'mint'",
        "DELETE FROM ledger_proofs",
    ],
)
async def test_a_proof_that_was_changed(books: Books, sql: str) -> None:
    made = await proven(books)
    seals: Seals = books.session.info["seals"]
    assert await proofs_not_on_record(books.session, seals) == []
    proof_id = str(made.proof.id)
    await tamper(books, sql)
    assert proof_id in await proofs_not_on_record(books.session, seals)
