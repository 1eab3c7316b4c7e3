"""Statements from their drafting to their payment."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.events.worker import Worker
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.partner_settlements.models import SettlementLine, SettlementStatement
from shequ_api.features.partner_settlements.service.drafting import ask_due
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from tests.features.partner_settlements.books import PAYER, SHOP, STAFF, Books, next_month


async def test_a_statement_says_what_the_ledger_says(books: Books, session: AsyncSession) -> None:
    [back, *_] = await books.bought(4)
    await books.done(SHOP, "POST", f"/redemptions/{back}/refund", json={"reason": "破损"})
    statement = await books.drafted()
    lines = await books.lines(statement)
    assert [line["points"] for line in lines] == [30, 30, 30, 30, -30]
    assert [line["kind"] for line in lines] == ["redemption"] * 5
    for line in lines:
        moved = await session.get_one(Transfer, line["transfer_id"])
        assert moved.amount == abs(line["points"]) and str(moved.reference_id) == line["about_id"]
    shown = await books.done(SHOP, "GET", f"/settlement-statements/{statement}")
    assert (shown["amount_points"], shown["amount_fen"], shown["cash_fen"]) == (90, 900, 300)
    said = await books.reconciled(statement)
    assert (said["lines_points"], said["balance_points"], said["closed_points"]) == (90, 90, None)
    # What comes later stands in the next, and nothing twice.
    await books.bought()
    assert (await books.reconciled(statement))["unpaid_points"] == 120
    second = await books.drafted(ahead=2)
    assert [line["points"] for line in await books.lines(second)] == [30]
    assert (await books.statement(second)).starts_on == (await books.statement(statement)).ends_on
    body = {"partner_id": str(books.partner.id), "ends_on": books.day(2).isoformat()}
    path = "/settlement-statements"
    assert await books.refused(STAFF, "POST", path, json=body) == (422, "period_not_over")
    assert not await verify(session)


async def test_paying_takes_two_and_moves_the_points(books: Books, session: AsyncSession) -> None:
    await books.bought(2)
    statement = await books.drafted()
    await books.bought()
    path, body = f"/settlement-statements/{statement}", {"reference": "转账 0031"}
    payment = f"{path}/payment"
    assert (await books.refused(STAFF, "PUT", f"{path}/confirmation"))[0] == 403
    assert (await books.refused("far_partner", "PUT", f"{path}/confirmation"))[0] == 404
    assert await books.refused(PAYER, "POST", payment, json=body) == (409, "illegal_step")
    await books.done(SHOP, "PUT", f"{path}/confirmation")
    await books.done(STAFF, "PUT", f"{path}/preparation")
    assert await books.refused(STAFF, "POST", payment, json=body) == (403, "own_payment")
    assert await books.owed() == 90
    paid = await books.done(PAYER, "POST", payment, json=body)
    assert (paid["state"], paid["payment_reference"]) == ("paid", "转账 0031")
    assert (await books.owed(), await books.settled()) == (30, 60)
    said = await books.reconciled(statement)
    assert (said["closed_points"], said["balance_points"], said["unpaid_points"]) == (60, 30, 30)
    assert await books.refused(PAYER, "POST", payment, json=body) == (409, "illegal_step")
    told = select(Event.facts).where(Event.name == "settlement_statement_paid")
    assert (await session.scalars(told)).one()["amount_points"] == 60
    second = await books.paid(await books.drafted(ahead=2))
    assert (second["amount_points"], await books.owed()) == (30, 0)
    assert not await verify(session)


async def test_the_clock_drafts_each_period_once(
    books: Books, session: AsyncSession, parts: Parts
) -> None:
    now, worker = utc_now(), parts.get(Worker)
    await books.bought(2)
    await worker.drain(now)
    drafted = select(func.count()).select_from(SettlementStatement)
    assert await session.scalar(drafted) == 0
    later = next_month(now)
    await worker.drain(later)
    await ask_due(session, later)
    await session.commit()
    await worker.drain(later)
    made = (await session.scalars(select(SettlementStatement))).one()
    assert (made.amount_points, made.drafted_by_id) == (60, None)
    assert made.starts_on == china_date(now) and made.ends_on.day == 1
    await books.agreed("quarter")
    await books.bought()
    await ask_due(session, later)
    await session.commit()
    await worker.drain(later)
    assert await session.scalar(drafted) == 1
    assert await session.scalar(select(func.count()).select_from(SettlementLine)) == 2


async def test_staff_draft_for_their_own_partners_only(books: Books) -> None:
    path = "/settlement-statements"
    body = {"partner_id": str(books.partner.id), "ends_on": books.day(0).isoformat()}
    assert (await books.refused("far_community_worker", "POST", path, json=body))[0] == 404
    assert (await books.refused(SHOP, "POST", path, json=body))[0] == 403
    # Nothing was bought before today.
    assert (await books.refused(STAFF, "POST", path, json=body))[0] in (409, 422)
    await books.bought()
    statement = await books.drafted()
    for who in (SHOP, STAFF, PAYER, "district_administrator", "auditor"):
        listed = await books.done(who, "GET", path)
        assert [each["id"] for each in listed["items"]] == [statement]
    for who in ("far_partner", "far_community_worker"):
        assert not (await books.done(who, "GET", path))["items"]
        assert (await books.refused(who, "GET", f"{path}/{statement}"))[0] == 404
