"""Moving and taking back: what is refused, what is repeated, and in what order it is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shequ_api.blocks.ledger import queries, service
from shequ_api.blocks.ledger.models import Ledger, Transfer
from shequ_api.blocks.ledger.refusals import (
    AccountKeyReused,
    AccountsAlike,
    AccountsUnlike,
    AccountUnknown,
    AlreadyReversed,
    AmountUnfit,
    BalanceTooLow,
    ReversalIsFinal,
    TransferKeyReused,
    TransferUnknown,
)
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import Books
from tests.cast import HOME, Cast


async def test_what_one_gives_the_other_gains(books: Books) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    made = await books.give(giver, taker, 10, reference_kind="gift", reference_id=new_id())
    assert (await books.stands(giver), await books.stands(taker)) == ((0, 0), (10, 10))
    assert made.at > books.now  # the account was fed at the same instant
    assert await queries.total_of(books.session, ledger=Ledger.POINTS) == 0


async def test_no_balance_goes_below_its_floor(books: Books) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    with pytest.raises(BalanceTooLow) as refused:
        await books.give(giver, taker, 11)
    assert refused.value.facts == {"balance": 10, "available": 10}
    issuer, debtor = await books.open("issuer", floor=None), await books.open("debtor", floor=-5)
    await books.give(debtor, taker, 5)
    with pytest.raises(BalanceTooLow) as refused:
        await books.give(debtor, taker, 1)
    assert refused.value.facts == {"balance": -5, "available": 0}
    assert await books.stands(issuer) == (-10, -10)


@pytest.mark.parametrize("amount", [0, -1, 2**53, 2**63, 10**400, True, 1.0, "1", None])
async def test_unfit_amounts(books: Books, amount: Any) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    with pytest.raises(AmountUnfit):
        await books.give(giver, taker, amount)
    with pytest.raises(AmountUnfit):
        await books.hold(giver, taker, amount)


async def test_the_two_accounts(books: Books, cast: Cast) -> None:
    giver = await books.card("giver", 10)
    money = await books.open("giver", ledger=Ledger.MONEY)
    elsewhere = await books.open("elsewhere", district_id=cast.places[HOME])
    with pytest.raises(AccountsAlike):
        await books.give(giver, giver, 1)
    for stranger, refusal in (
        (money, AccountsUnlike),
        (elsewhere, AccountsUnlike),
        (new_id(), AccountUnknown),
    ):
        for pair in ((giver, stranger), (stranger, giver)):
            with pytest.raises(refusal):
                await books.give(*pair, 1)
            with pytest.raises(refusal):
                await books.hold(*pair, 1)
    assert await books.stands(giver) == (10, 10)


async def test_a_key_moves_once(books: Books) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    thing: UUID = new_id()
    facts: dict[str, Any] = {"key": "k", "reference_kind": "order", "reference_id": thing}
    first = await books.give(giver, taker, 10, **facts)
    books.now += timedelta(days=400)
    again = await books.give(giver, taker, 10, **facts)  # also with nothing left to give
    assert again.id == first.id
    others: list[dict[str, Any]] = [
        {"reason": "other"},
        {"reference_id": new_id()},
        {"reference_kind": None, "reference_id": None},
    ]
    for other in others:
        with pytest.raises(TransferKeyReused):
            await books.give(giver, taker, 10, **(facts | other))
    for accounts, amount in (((giver, taker), 9), ((taker, giver), 10)):
        with pytest.raises(TransferKeyReused):
            await books.give(*accounts, amount, **facts)
    assert await books.stands(taker) == (10, 10)
    about = await books.session.scalars(queries.transfers_about("order", thing))
    assert [transfer.id for transfer in about] == [first.id]


async def test_an_account_is_opened_once(books: Books) -> None:
    card = await books.open("card")
    assert await books.open("card") == card
    assert await books.open("card", ledger=Ledger.MONEY) != card
    with pytest.raises(AccountKeyReused):
        await books.open("card", floor=None)


async def test_a_transfer_is_taken_back_once(books: Books) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    made = await books.give(giver, taker, 7)
    back = await books.reverse(made, key="back")
    assert (await books.reverse(made, key="back")).id == back.id
    assert await books.stands(giver) == (10, 10)
    with pytest.raises(AlreadyReversed):
        await books.reverse(made)
    with pytest.raises(ReversalIsFinal):
        await books.reverse(back)
    with pytest.raises(TransferKeyReused):
        await books.reverse(await books.give(giver, taker, 7), key="back")
    with pytest.raises(TransferUnknown):
        await service.reverse(
            books.session, key="x", transfer_id=new_id(), reason="x", now=books.now
        )


async def test_taking_back_what_was_spent(books: Books) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    made = await books.give(giver, taker, 10)
    await books.give(taker, giver, 6)
    held = await books.hold(taker, giver, 3)
    with pytest.raises(BalanceTooLow) as refused:
        await books.reverse(made)
    assert refused.value.facts == {"balance": 4, "available": 1}
    books.now = held.expires_at  # what lapsed may be taken back too
    back = await books.reverse(made, key="back", clamp=True)
    assert (back.amount, await books.stands(taker)) == (4, (0, 0))
    await books.give(giver, taker, 5)
    again = await books.reverse(made, key="back", clamp=True)
    assert (again.id, again.amount) == (back.id, 4)


async def test_nothing_left_to_take_back(books: Books) -> None:
    giver, taker = await books.card("giver", 10), await books.card("taker", 0)
    made = await books.give(giver, taker, 10)
    await books.give(taker, giver, 10)
    with pytest.raises(BalanceTooLow):
        await books.reverse(made, clamp=True)
    written = select(func.count()).where(Transfer.reverses_id == made.id)
    assert await books.session.scalar(written) == 0


async def test_time_never_runs_back_in_an_account(books: Books) -> None:
    """A request that started earlier but came to the lock later is told later."""
    giver, taker = await books.card("giver", 0), await books.card("taker", 0)
    fed = await books.give(await books.open("issuer", floor=None), giver, 5)
    books.now -= timedelta(seconds=3)
    spent = await books.give(giver, taker, 5)
    assert spent.at > fed.at
    for instant, balance in ((books.now, 0), (fed.at, 5), (spent.at, 0)):
        stood = await queries.balance_as_of(books.session, account_id=giver, instant=instant)
        assert stood.balance == balance
