"""What the clock draws up, for whom, and at which rate."""

import sys
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.base.events.worker import Worker
from shequ_api.features.partner_settlements.models import SettlementStatement
from shequ_api.features.partner_settlements.service.drafting import DRAFT_DUE, ask_due, draft
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.public import partner_account
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.features.charity_grants.aid import fill
from tests.features.partner_settlements.books import STAFF, Books, next_month
from tests.features.redemptions.market import goods_of, partner_at


async def test_a_correction_of_what_was_paid_is_paid_without_another_sale(
    books: Books, session: AsyncSession, parts: Parts
) -> None:
    [back] = await books.bought()
    await books.done("partner", "POST", f"/redemptions/{back}/refund", json={"reason": "破损"})
    first = await books.drafted()
    await books.paid(first)
    line = next(one for one in await books.lines(first) if one["points"] < 0)
    body = {"points": 30, "reason": "核实未收回商品"}
    await books.done(STAFF, "POST", f"/settlement-lines/{line['id']}/corrections", json=body)
    await parts.get(Worker).drain(next_month(utc_now()))
    newest = select(SettlementStatement).order_by(SettlementStatement.drafted_at.desc())
    second = (await session.scalars(newest.limit(1))).one()
    assert str(second.id) != first and second.amount_points == 30
    await books.reconciled(str(second.id))


async def test_cash_alone_is_stated_by_the_clock(
    books: Books, session: AsyncSession, parts: Parts
) -> None:
    books.goods = await goods_of(session, books.partner, points=0, fen=250, title="豆浆")
    await session.commit()
    await books.bought()
    await parts.get(Worker).drain(next_month(utc_now()))
    made = (await session.scalars(select(SettlementStatement))).one()
    assert (made.amount_points, made.cash_fen) == (0, 250)


async def test_one_that_cannot_be_drafted_keeps_no_other_from_it(
    books: Books, session: AsyncSession, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await books.bought()
    other = await partner_at(session, books.cast, "far_partner")
    account = await partner_account(session, other, utc_now())
    await fill(session, books.cast, account.id, 20)
    await session.commit()
    drafting = sys.modules[draft.__module__]

    async def broken(at: AsyncSession, actor: None, partner: Partner, **more: Any) -> Any:
        if partner.id == other.id:
            await at.execute(text("SELECT 1 / 0"))
        return await draft(at, actor, partner, **more)

    monkeypatch.setattr(drafting, "draft", broken)
    later = next_month(utc_now())
    await parts.get(Worker).drain(later)
    made = (await session.scalars(select(SettlementStatement))).one()
    assert made.partner_id == books.partner.id
    left = (await session.scalars(select(Job).where(Job.name == DRAFT_DUE))).one()
    assert (left.subject_id, left.attempts) == (other.id, 1)
    # It is tried again by itself, and not asked for a second time meanwhile.
    await ask_due(session, later)
    asked = select(func.count()).where(Job.name == DRAFT_DUE)
    assert await session.scalar(asked) == 1
    await session.rollback()


async def test_points_are_worth_what_was_agreed_when_they_were_paid(
    books: Books, session: AsyncSession
) -> None:
    await books.bought()
    agreed = (await session.scalars(select(PartnerAgreement))).one()
    tomorrow = china_date(utc_now()) + timedelta(days=1)
    facts = {c.name: getattr(agreed, c.name) for c in PartnerAgreement.__table__.columns}
    agreed.cut_on = tomorrow - timedelta(days=1)
    await session.flush()
    changes = {"id": new_id(), "number": 2, "starts_on": tomorrow, "fen_per_100_points": 5000}
    session.add(PartnerAgreement(**facts | changes))
    await session.commit()
    first = await books.drafted(ahead=3)
    shown = await books.done(STAFF, "GET", f"/settlement-statements/{first}")
    assert (shown["ends_on"], shown["amount_fen"]) == (tomorrow.isoformat(), 300)
    await books.paid(first)
    [line] = await books.lines(first)
    body = {"points": -10, "reason": "少付"}
    await books.done(STAFF, "POST", f"/settlement-lines/{line['id']}/corrections", json=body)
    await books.bought()
    second = await books.drafted(ahead=5)
    shown = await books.done(STAFF, "GET", f"/settlement-statements/{second}")
    # 30 at the new rate, less 10 at the one at which they were paid.
    assert (shown["amount_points"], shown["amount_fen"]) == (20, 1500 - 100)
    assert await session.scalar(select(func.count()).select_from(SettlementStatement)) == 2
