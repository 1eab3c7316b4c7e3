"""Drawn lives of a ledger on the real database, with a pure model beside it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import checker, holds, queries, service
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.cli.database import Addresses
from shequ_api.kit.errors import Refusal
from tests.blocks.ledger.books import NOON
from tests.blocks.ledger.conftest import DISTRICT
from tests.blocks.ledger.model import OK, Model, ModelHold, ModelTransfer
from tests.cast import place
from tests.lives import LONG, Living, live

FLOORS: dict[str, int | None] = {"issuer": None, "a": 0, "b": 0, "debtor": -10, "money": None}
NAMES, KEYS = st.sampled_from(sorted(FLOORS)), st.sampled_from([f"k{n}" for n in range(12)])
AMOUNTS = st.integers(1, 30)
TICK = timedelta(milliseconds=500)
Act = Callable[[AsyncSession], Awaitable[object]]
STANDING = text(
    "SELECT a.id, a.balance, a.held - coalesce(sum(h.amount), 0) FROM ledger_accounts a"
    " LEFT JOIN ledger_holds h ON h.debit_account_id = a.id AND h.status = 'held'"
    " AND h.expires_at <= :now WHERE a.id = ANY(:ids) GROUP BY a.id"
)
"""Balance and what is held by now, of all at once."""


class LedgerLife(Living):
    """Few keys and small amounts, so that repeats, reuse and refusals are common."""

    district_id: ClassVar[UUID]

    @initialize()
    def open(self) -> None:
        self.now, self.model = NOON, Model(floors=dict(FLOORS))
        self.accounts: dict[str, UUID] = {}
        self.rows: dict[str, UUID] = {}
        """Key → id of the transfer or hold that it made."""
        self.stood: list[tuple[datetime, dict[str, tuple[int, int]]]] = []
        self.asked = 0
        self.outer = self.runner.run(self._begin())
        self.count()

    async def _begin(self) -> Any:
        outer = await self.connection.begin()
        for name, floor in FLOORS.items():
            ledger = Ledger.MONEY if name == "money" else Ledger.POINTS
            self.model.ledgers[name] = ledger
            async with self.session() as session, session.begin():
                account = await service.open_account(
                    session,
                    ledger=ledger,
                    owner_key=f"life/{name}",
                    kind="life",
                    district_id=self.district_id,
                    floor=floor,
                    now=self.now,
                )
            self.accounts[name] = account.id
        return outer

    def _do(self, act: Act, expected: str, made: str | None = None) -> None:
        async def run() -> str:
            try:
                async with self.session() as session, session.begin():
                    row: Any = await act(session)
            except Refusal as refusal:
                return refusal.code
            if made is not None:
                assert self.rows.setdefault(made, row.id) == row.id
            return OK

        outcome = self.runner.run(run())
        assert outcome == expected

    @rule(debit=NAMES, credit=NAMES, amount=AMOUNTS, key=KEYS)
    def transfer(self, debit: str, credit: str, amount: int, key: str) -> None:
        expected = self.model.transfer(key, ModelTransfer(debit, credit, amount), self.now)
        facts: dict[str, Any] = {
            "debit_account_id": self.accounts[debit],
            "credit_account_id": self.accounts[credit],
            "amount": amount,
        }
        more: dict[str, Any] = {"key": key, "reason": "life", "now": self.now}
        self._do(lambda s: service.transfer(s, **facts, **more), expected, f"t/{key}")

    @rule(credit=st.sampled_from(["a", "b", "debtor"]), amount=st.integers(10, 60), key=KEYS)
    def feed(self, credit: str, amount: int, key: str) -> None:
        self.transfer("issuer", credit, amount, key)

    @precondition(lambda self: self.model.transfers)
    @rule(data=st.data(), key=KEYS, clamp=st.booleans())
    def reverse(self, data: st.DataObject, key: str, clamp: bool) -> None:
        first = data.draw(st.sampled_from(sorted(self.model.transfers)))
        expected = self.model.reverse(key, first, clamp, self.now)
        facts: dict[str, Any] = {"transfer_id": self.rows[f"t/{first}"], "reason": "life"}
        more: dict[str, Any] = {"key": key, "clamp": clamp, "now": self.now}
        self._do(lambda s: service.reverse(s, **facts, **more), expected, f"t/{key}")

    @precondition(lambda self: self.model.transfers)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        """The same again, much later: nothing more happens."""
        key = data.draw(st.sampled_from(sorted(self.model.transfers)))
        first = self.model.transfers[key]
        if first.reverses is not None:
            self.reverse_again(key, first)
        elif first.hold is not None:
            self._post(key, first.hold, first.amount)
        else:
            self.transfer(first.debit, first.credit, first.amount, key)

    def reverse_again(self, key: str, first: ModelTransfer) -> None:
        facts: dict[str, Any] = {"transfer_id": self.rows[f"t/{first.reverses}"], "clamp": True}
        more: dict[str, Any] = {"key": key, "reason": "life", "now": self.now}
        self._do(lambda s: service.reverse(s, **facts, **more), OK, f"t/{key}")

    @rule(debit=NAMES, credit=NAMES, amount=AMOUNTS, key=KEYS, seconds=st.integers(1, 5))
    def hold(self, debit: str, credit: str, amount: int, key: str, seconds: int) -> None:
        ends = self.now + timedelta(seconds=seconds)
        expected = self.model.hold(key, ModelHold(debit, credit, amount, self.now, ends))
        facts: dict[str, Any] = {
            "debit_account_id": self.accounts[debit],
            "credit_account_id": self.accounts[credit],
            "amount": amount,
            "expires_at": ends,
        }
        self._do(lambda s: holds.hold(s, key=key, now=self.now, **facts), expected, f"h/{key}")

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data(), key=KEYS, amount=st.none() | AMOUNTS)
    def post(self, data: st.DataObject, key: str, amount: int | None) -> None:
        self._post(key, data.draw(st.sampled_from(sorted(self.model.holds))), amount)

    def _post(self, key: str, held: str, amount: int | None) -> None:
        expected = self.model.post(key, held, amount, self.now)
        facts: dict[str, Any] = {"hold_id": self.rows[f"h/{held}"], "amount": amount}
        more: dict[str, Any] = {"key": key, "reason": "life", "now": self.now}
        self._do(lambda s: holds.post(s, **facts, **more), expected, f"t/{key}")

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from(sorted(self.model.holds)))
        expected = self.model.void(held, self.now)
        self._do(lambda s: holds.void(s, hold_id=self.rows[f"h/{held}"], now=self.now), expected)

    @rule(seconds=st.integers(1, 4))
    def wait(self, seconds: int) -> None:
        instant = self.now + TICK
        self.stood.append((instant, {name: self._stands(name, instant) for name in FLOORS}))
        self.now += timedelta(seconds=seconds)

    @rule()
    def expire(self) -> None:
        self._do(lambda s: holds.expire(s, self.now), OK)

    def _stands(self, name: str, instant: datetime) -> tuple[int, int]:
        return self.model.balance(name), self.model.held(name, instant)

    @invariant()
    def balances_agree(self) -> None:
        if hasattr(self, "outer"):
            self.runner.run(self._agree())

    async def _agree(self) -> None:
        """All in one statement after each step, and one more in the block's own words."""
        name = sorted(FLOORS)[self.asked % len(FLOORS)]
        self.asked += 1
        async with self.look() as session:
            ids = list(self.accounts.values())
            rows = (await session.execute(STANDING, {"ids": ids, "now": self.now})).all()
            stood = {row[0]: (row[1], row[2]) for row in rows}
            for each, account_id in self.accounts.items():
                assert stood[account_id] == self._stands(each, self.now), each
            found = await queries.balance_now(session, account_id=self.accounts[name], now=self.now)
            assert (found.balance, found.held) == self._stands(name, self.now), name

    def teardown(self) -> None:
        if hasattr(self, "outer"):
            self.runner.run(self._close())

    async def _close(self) -> None:
        try:
            async with self.session() as session:
                assert await checker.verify(session) == []
                for instant, stood in self.stood:
                    for name, expected in stood.items():
                        then = await queries.balance_as_of(
                            session, account_id=self.accounts[name], instant=instant
                        )
                        assert (then.balance, then.held) == expected, (name, instant)
        finally:
            await self.outer.rollback()


async def settle_down(session: AsyncSession) -> None:
    LedgerLife.district_id = (await place(session, DISTRICT)).id


async def test_short_lives(ledger_addresses: Addresses) -> None:
    await asyncio.to_thread(live, LedgerLife, ledger_addresses, settle_down, 40, 30)


@pytest.mark.campaign
async def test_long_lives(ledger_addresses: Addresses) -> None:
    await asyncio.to_thread(live, LedgerLife, ledger_addresses, settle_down, *LONG)
