"""Drawn lives of cards on the real database, with a pure model beside them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import checker as ledger_checker
from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.cli.database import Addresses
from shequ_api.features.points_lots.checker import verify
from shequ_api.features.points_lots.models import ExpiryPolicy
from shequ_api.features.points_lots.public import (
    CARD,
    coming_of,
    move_points,
    post,
    set_aside,
    standing_of,
    undo,
)
from shequ_api.features.points_lots.rules import NEVER, Span, last_day
from shequ_api.features.points_lots.service.sweeping import sweep
from shequ_api.kit.clock import china_date
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.errors import Refusal
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import NOON
from tests.cast import place
from tests.conftest import WORKER, clone
from tests.features.points.earned import DISTRICT
from tests.features.points_lots.living import somebody
from tests.features.points_lots.model import LOW, OK, Held, Model
from tests.lives import LONG, Living, live

CARDS = ("a", "b")
NAMES, TAKERS = st.sampled_from(CARDS), st.sampled_from([*CARDS, "shop"])
AMOUNTS = st.integers(1, 9)
SPANS = st.sampled_from([(Span.MONTHS, 0), (Span.MONTHS, 1), (Span.YEARS, 0), (Span.NEVER, None)])
Act = Callable[[AsyncSession], Awaitable[Any]]


class CardLife(Living):
    """Two cards, an issuer and a shop, over some months of days that expire."""

    district_id: ClassVar[UUID]
    setter_id: ClassVar[UUID]

    @initialize()
    def open(self) -> None:
        self.now, self.model = NOON, Model({name: [] for name in CARDS})
        self.policy: tuple[Span, int | None] = (Span.NEVER, None)
        self.rows: dict[str, UUID] = {}
        self.accounts: dict[str, UUID] = {}
        self.outer = self.runner.run(self._begin())
        self.count()

    async def _begin(self) -> Any:
        outer = await self.connection.begin()
        kinds = {"issuer": "issuer", "shop": "shop", "a": CARD, "b": CARD}
        for name, kind in kinds.items():
            async with self.session() as session, session.begin():
                account = await open_account(
                    session,
                    ledger=Ledger.POINTS,
                    owner_key=f"life/{name}",
                    kind=kind,
                    district_id=self.district_id,
                    floor=None if name == "issuer" else 0,
                    now=self.now,
                )
            self.accounts[name] = account.id
        return outer

    def _do(self, act: Act, expected: str, made: str = "") -> Any:
        async def run() -> tuple[str, Any]:
            try:
                async with self.session() as session, session.begin():
                    return OK, await act(session)
            except Refusal as refusal:
                return refusal.code, None

        outcome, row = self.runner.run(run())
        assert outcome == expected
        if made and row is not None:
            assert self.rows.setdefault(made, row.id) == row.id
        return row

    def _key(self) -> str:
        return str(new_id())

    def _facts(self, key: str, debit: str, credit: str, amount: int) -> dict[str, Any]:
        return {
            "key": key,
            "debit_account_id": self.accounts[debit],
            "credit_account_id": self.accounts[credit],
            "amount": amount,
            "now": self.now,
        }

    @rule(name=NAMES, amount=st.integers(3, 15))
    def credit(self, name: str, amount: int) -> None:
        key = self._key()
        day = last_day(*self.policy, china_date(self.now))
        self.model.credit(key, name, amount, day)
        facts = self._facts(key, "issuer", name, amount)
        self._do(lambda s: move_points(s, reason="credit", **facts), OK, key)

    @rule(name=NAMES, taker=TAKERS, amount=AMOUNTS, twice=st.booleans())
    def pay(self, name: str, taker: str, amount: int, twice: bool) -> None:
        if taker == name:
            return
        key = self._key()
        expected = self.model.pay(key, name, taker, amount, self.now)
        facts = self._facts(key, name, taker, amount)
        for _ in range(1 + (twice and expected == OK)):
            self._do(lambda s: move_points(s, reason="pay", **facts), expected, key)

    @rule(name=NAMES, amount=AMOUNTS, hours=st.integers(1, 24 * 40))
    def hold(self, name: str, amount: int, hours: int) -> None:
        key, ends = self._key(), self.now + timedelta(hours=hours)
        enough = self.model.free(name, self.now) >= amount
        if enough:
            self.model.holds[key] = Held(name, amount, self.now, ends)
        facts = self._facts(key, name, "shop", amount) | {"expires_at": ends}
        self._do(lambda s: set_aside(s, **facts), OK if enough else LOW, key)

    @precondition(lambda self: any(self.model.live(name, self.now) for name in CARDS))
    @rule(data=st.data(), part=AMOUNTS, voids=st.booleans())
    def end(self, data: st.DataObject, part: int, voids: bool) -> None:
        live = {id(hold) for name in CARDS for hold in self.model.live(name, self.now)}
        keys = sorted(key for key, hold in self.model.holds.items() if id(hold) in live)
        held = data.draw(st.sampled_from(keys))
        hold_id = self.rows[held]
        if voids:
            self.model.holds[held].ended = True
            self._do(lambda s: holds.void(s, hold_id=hold_id, now=self.now), OK)
            return
        key, amount = self._key(), min(part, self.model.holds[held].points)
        self.model.post(key, held, "shop", amount, self.now)
        facts: dict[str, Any] = {"key": key, "hold_id": hold_id, "amount": amount, "now": self.now}
        self._do(lambda s: post(s, reason="post", **facts), OK, key)

    @precondition(lambda self: any(p.debit != "issuer" for p in self.model.payments.values()))
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        paid = [key for key, p in self.model.payments.items() if p.debit != "issuer"]
        first, again = data.draw(st.sampled_from(paid)), self._key()
        expected = self.model.refund(first, again, self.now)
        facts: dict[str, Any] = {"key": again, "reason": "refund", "now": self.now}
        self._do(lambda s: undo(s, self.rows[first], **facts), expected)

    @precondition(lambda self: any(p.debit == "issuer" for p in self.model.payments.values()))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        came = [
            key for key, p in self.model.payments.items() if p.debit == "issuer" and not p.reversed
        ]
        if not came:
            return
        first = data.draw(st.sampled_from(came))
        taken = self.model.take_back(first, self.now)
        facts: dict[str, Any] = {"key": self._key(), "reason": "back", "now": self.now}
        act: Act = lambda s: undo(s, self.rows[first], clamp=True, **facts)  # noqa: E731 - short
        made = self._do(act, OK if taken else LOW)
        assert (made.amount if made else 0) == taken

    @rule(hours=st.integers(1, 24 * 25))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.model.settle(self.now)

    @rule(marks=st.booleans())
    def clock(self, marks: bool) -> None:
        self._do(lambda s: sweep(s, self.now), OK)
        if marks:
            self._do(lambda s: holds.expire(s, self.now), OK)

    @rule(policy=SPANS)
    def set(self, policy: tuple[Span, int | None]) -> None:
        self.policy = policy
        row = ExpiryPolicy(
            id=new_id(),
            district_id=self.district_id,
            span=policy[0],
            length=policy[1],
            notice_days=[7],
            valid_from=self.now,
            set_by_id=self.setter_id,
            set_at=self.now,
        )

        async def add(session: AsyncSession) -> None:
            session.add(row)

        self._do(add, OK)

    @invariant()
    def agree(self) -> None:
        if hasattr(self, "outer"):
            self.model.settle(self.now)
            self.runner.run(self._agree())

    async def _agree(self) -> None:
        async with self.look() as session:
            for name in CARDS:
                stands = await standing_of(session, self.accounts[name], self.now)
                free = self.model.free(name, self.now)
                has = stands.balance - stands.expired
                assert (has, stands.available) == (self.model.has(name), free), name
                coming: dict[date, int] = dict(
                    await coming_of(session, self.accounts[name], self.now)
                )
                assert coming == self.model.coming(name, self.now), name
                assert all(day < NEVER for day in coming)

    def teardown(self) -> None:
        if hasattr(self, "outer"):
            self.runner.run(self._close())

    async def _close(self) -> None:
        try:
            async with self.session() as session, session.begin():
                while await sweep(session, self.now):
                    pass
            async with self.session() as session:
                assert await verify(session) == []
                assert await ledger_checker.verify(session) == []
                for name in CARDS:
                    stands = await standing_of(session, self.accounts[name], self.now)
                    assert (stands.balance, stands.expired) == (self.model.has(name), 0)
        finally:
            await self.outer.rollback()


async def settle_down(session: AsyncSession) -> None:
    CardLife.district_id = (await place(session, DISTRICT)).id
    CardLife.setter_id = await somebody(session)


@pytest.fixture(scope="module")
async def addresses(server: Embedded, template: str) -> Addresses:
    return clone(server, template, f"shequ_lots_{WORKER}_test")


async def test_short_lives(addresses: Addresses) -> None:
    await asyncio.to_thread(live, CardLife, addresses, settle_down, 12, 25)


@pytest.mark.campaign
async def test_long_lives(addresses: Addresses) -> None:
    await asyncio.to_thread(live, CardLife, addresses, settle_down, *LONG)
