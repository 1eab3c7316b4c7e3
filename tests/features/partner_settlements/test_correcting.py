"""Lines that are disputed, corrected, and taken back."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.features.points_lots.models import PointsLot
from tests.features.partner_settlements.books import SHOP, STAFF, Books
from tests.features.redemptions.market import balance_of

WRONG = {"reason": "这一单没有退货"}


async def test_a_disputed_line_is_upheld_by_a_correction(
    books: Books, session: AsyncSession
) -> None:
    [back, _] = await books.bought(2)
    await books.done(SHOP, "POST", f"/redemptions/{back}/refund", json={"reason": "破损"})
    statement = await books.drafted()
    line = next(each for each in await books.lines(statement) if each["points"] < 0)
    path, whole = f"/settlement-lines/{line['id']}", f"/settlement-statements/{statement}"
    decision = {"upheld": True, "points": 30, "reason": "核实属实"}
    refused = await books.refused(STAFF, "POST", f"{path}/decision", json=decision)
    assert refused == (409, "not_disputed")
    assert (await books.refused(STAFF, "PUT", f"{path}/dispute", json=WRONG))[0] == 403
    assert (await books.refused("far_partner", "PUT", f"{path}/dispute", json=WRONG))[0] == 404
    await books.done(SHOP, "PUT", f"{path}/dispute", json={"reason": "不对"})
    disputed = await books.done(SHOP, "PUT", f"{path}/dispute", json=WRONG)
    assert disputed["dispute_reason"] == WRONG["reason"]
    confirm = await books.refused(SHOP, "PUT", f"{whole}/confirmation")
    assert confirm == (409, "disputes_open")
    too_much = {**decision, "points": 31}
    refused = await books.refused(STAFF, "POST", f"{path}/decision", json=too_much)
    assert refused == (409, "correction_too_large")
    decided = await books.done(STAFF, "POST", f"{path}/decision", json=decision)
    assert (decided["upheld"], decided["decision_reason"]) == (True, "核实属实")
    [*_, corrected] = await books.lines(statement)
    assert (corrected["kind"], corrected["points"]) == ("settlement_correction", 30)
    assert (await books.reconciled(statement))["amount_points"] == 60
    assert (await books.owed(), await books.settled()) == (60, -30)
    assert await books.refused(SHOP, "PUT", f"{path}/dispute", json=WRONG) == (
        409,
        "not_disputable",
    )
    await books.paid(statement)
    assert (await books.owed(), await books.settled()) == (0, 30)
    await books.reconciled(statement)
    assert not await verify(session)


async def test_a_dispute_that_is_not_upheld_changes_nothing(books: Books) -> None:
    await books.bought()
    statement = await books.drafted()
    [line] = await books.lines(statement)
    path = f"/settlement-lines/{line['id']}"
    await books.done(SHOP, "PUT", f"{path}/dispute", json=WRONG)
    said = {"upheld": False, "reason": "记录无误"}
    assert not (await books.done(STAFF, "POST", f"{path}/decision", json=said))["upheld"]
    refused = await books.refused(STAFF, "POST", f"{path}/decision", json=said)
    assert refused == (409, "not_disputed")
    await books.paid(statement)
    refused = await books.refused(SHOP, "PUT", f"{path}/dispute", json=WRONG)
    assert refused == (409, "not_disputable")


async def test_what_stands_in_a_statement_is_taken_back_there(
    books: Books, session: AsyncSession
) -> None:
    [bought, _] = await books.bought(2)
    statement = await books.drafted()
    line = next(each for each in await books.lines(statement) if each["about_id"] == bought)
    refund = f"/redemptions/{bought}/refund"
    body = {"reason": "质量问题"}
    assert await books.refused(SHOP, "POST", refund, json=body) == (409, "already_stated")
    path = f"/settlement-lines/{line['id']}/corrections"
    part = {"points": -10, "refund": True, **body}
    assert await books.refused(STAFF, "POST", path, json=part) == (409, "correction_unfit")
    made = await books.done(STAFF, "POST", path, json={**part, "points": -30})
    assert made["statement_id"] == statement and made["refund_transfer_id"]
    assert await books.card() == (500 - 30, 0)
    assert (await books.owed(), await books.settled()) == (30, 0)
    assert await balance_of(session, f"cash/{books.partner.id}", Ledger.MONEY) == 100
    again = await books.refused(STAFF, "POST", path, json={**part, "points": -30})
    assert again == (409, "correction_too_large")
    shown = await books.done("resident", "GET", f"/redemptions/{bought}")
    assert shown["state"] == "refunded"
    assert (await books.reconciled(statement))["amount_points"] == 30
    assert not await verify(session)


async def test_what_is_taken_back_there_lasts_no_longer_than_it_would_have(
    books: Books, session: AsyncSession
) -> None:
    lots = select(PointsLot.id, PointsLot.expires_on, PointsLot.remaining).order_by(PointsLot.id)
    before = (await session.execute(lots)).all()
    [order] = await books.bought()
    statement = await books.drafted()
    [line] = await books.lines(statement)
    path = f"/settlement-lines/{line['id']}/corrections"
    body = {"points": -30, "refund": True, "reason": "质量问题"}
    await books.done(STAFF, "POST", path, json=body)
    assert (await session.execute(lots)).all() == before, "no lot is new"
    assert not await verify(session) and not await verify_lots(session)
    shown = await books.done("resident", "GET", f"/redemptions/{order}")
    assert shown["state"] == "refunded"


async def test_what_was_paid_is_corrected_in_the_next_statement(
    books: Books, session: AsyncSession
) -> None:
    await books.bought()
    first = await books.drafted()
    await books.paid(first)
    [line] = await books.lines(first)
    path = f"/settlement-lines/{line['id']}/corrections"
    body = {"points": -30, "refund": True, "reason": "质量问题"}
    made = await books.done(STAFF, "POST", path, json=body)
    assert made["statement_id"] is None
    # The resident has the points at once, of those for which the community has paid.
    assert await books.card() == (500, 0)
    assert (await books.owed(), await books.settled()) == (0, 0)
    await books.reconciled(first)
    await books.bought(2)
    second = await books.drafted(ahead=2)
    assert [each["points"] for each in await books.lines(second)] == [30, 30, -30]
    assert (await books.reconciled(second))["amount_points"] == 30
    await books.paid(second)
    assert (await books.owed(), await books.settled()) == (0, 60)
    assert not await verify(session)


async def test_a_sale_stands_in_a_statement_and_is_taken_back_there(
    books: Books, session: AsyncSession
) -> None:
    sale = await books.sold()
    path = f"/stall-sales/{sale}"
    statement = await books.drafted()
    [line] = await books.lines(statement)
    assert (line["kind"], line["about_id"], line["points"]) == ("stall_sale", sale, 30)
    why = {"reason": "质量问题"}
    refused = await books.refused(SHOP, "POST", f"{path}/refund", json=why)
    assert refused == (409, "already_stated")
    correction = f"/settlement-lines/{line['id']}/corrections"
    await books.done(STAFF, "POST", correction, json={"points": -30, "refund": True, **why})
    refused = await books.refused(SHOP, "POST", f"{path}/refund", json=why)
    assert refused == (409, "stall_sale_refunded")
    assert await books.card() == (500, 0)
    assert (await books.reconciled(statement))["amount_points"] == 0
    paid = await books.paid(statement)
    assert (paid["amount_points"], await books.owed(), await books.settled()) == (0, 0, 0)
    await books.reconciled(statement)
    assert not await verify(session)
