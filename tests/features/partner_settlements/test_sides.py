"""Who stands for the partner does not settle with it for the community, by whatever posting."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person, Posting
from shequ_api.features.partner_settlements.rules import LARGE_POINTS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.features.partner_settlements.books import PAYER, SHOP, STAFF, Books
from tests.features.points.earned import fund
from tests.features.redemptions.market import goods_of

OWN = (403, "own_side")
BODY = {"reference": "转账 0031"}


async def also_of_the_shop(books: Books, session: AsyncSession, who: str) -> dict[str, str]:
    """Somebody gets a posting for the partner, beside their own: in which they go on to act."""
    mine = select(Posting.id).where(Posting.person_id == books.cast.people[who])
    own = (await session.scalars(mine)).one()
    held = select(Posting).where(Posting.person_id == books.cast.people[SHOP])
    shop = (await session.scalars(held)).one()
    facts = {column.name: getattr(shop, column.name) for column in Posting.__table__.columns}
    changes = {"id": new_id(), "person_id": books.cast.people[who]}
    session.add(Posting(**facts | changes))
    await session.commit()
    return {"x-acting-posting": str(own)}


async def test_a_partners_people_do_not_settle_with_it(books: Books, session: AsyncSession) -> None:
    await books.bought(2)
    statement = await books.drafted()
    [line, _] = await books.lines(statement)
    path, of_line = f"/settlement-statements/{statement}", f"/settlement-lines/{line['id']}"
    own = {"headers": await also_of_the_shop(books, session, STAFF)}
    correction = {"points": -10, "reason": "少收"}
    assert (
        await books.refused(STAFF, "POST", f"{of_line}/corrections", json=correction, **own) == OWN
    )
    await books.done(SHOP, "PUT", f"{of_line}/dispute", json={"reason": "不对"})
    decision = {"upheld": True, "points": -10, "reason": "属实"}
    assert await books.refused(STAFF, "POST", f"{of_line}/decision", json=decision, **own) == OWN
    await books.done(PAYER, "POST", f"{of_line}/decision", json=decision)
    await books.done(SHOP, "PUT", f"{path}/confirmation")
    assert await books.refused(STAFF, "PUT", f"{path}/preparation", **own) == OWN
    await books.done(PAYER, "PUT", f"{path}/preparation")
    assert await books.refused(STAFF, "POST", f"{path}/payment", json=BODY, **own) == OWN


async def test_who_confirmed_by_an_account_that_was_merged_does_not_pay(
    books: Books, session: AsyncSession
) -> None:
    await books.bought()
    statement = await books.drafted()
    path = f"/settlement-statements/{statement}"
    await books.done(SHOP, "PUT", f"{path}/confirmation")
    await books.done(STAFF, "PUT", f"{path}/preparation")
    people = books.cast.people
    merged = update(Person).where(Person.id == people[SHOP])
    await session.execute(merged.values(merged_into_id=people[PAYER]))
    await session.commit()
    assert await books.refused(PAYER, "POST", f"{path}/payment", json=BODY) == OWN


async def test_contradictory_decisions_are_refused(books: Books) -> None:
    await books.bought()
    [line] = await books.lines(await books.drafted())
    path = f"/settlement-lines/{line['id']}"
    await books.done(SHOP, "PUT", f"{path}/dispute", json={"reason": "不对"})
    for said in (
        {"upheld": True},
        {"upheld": False, "points": -30},
        {"upheld": False, "refund": True},
    ):
        body = {**said, "reason": "核实"}
        refused = await books.refused(STAFF, "POST", f"{path}/decision", json=body)
        assert refused == (422, "decision_unclear")
    nothing = {"points": 0, "reason": "核实"}
    refused = await books.refused(STAFF, "POST", f"{path}/corrections", json=nothing)
    assert refused == (409, "correction_unfit")
    body = {"upheld": False, "reason": "记录无误"}
    await books.done(STAFF, "POST", f"{path}/decision", json=body)


async def test_nobody_at_a_stall_serves_themselves(books: Books, session: AsyncSession) -> None:
    await fund(session, books.cast, SHOP, 100, now=utc_now())
    await session.commit()
    order = await books.redeemed(books.goods, SHOP)
    answer = await books.handed_over(order["pick_up_code"])
    assert (answer.status_code, answer.json()["code"]) == OWN
    assert await books.card(SHOP) == (100, 30)


async def test_a_large_correction_takes_a_second_word(books: Books, session: AsyncSession) -> None:
    await fund(session, books.cast, "resident", 1000, now=utc_now())
    books.goods = await goods_of(session, books.partner, points=600, title="电饭锅")
    await session.commit()
    await books.bought()
    statement = await books.drafted()
    [line] = await books.lines(statement)
    body = {"points": -LARGE_POINTS, "reason": "少收"}
    await books.done(STAFF, "POST", f"/settlement-lines/{line['id']}/corrections", json=body)
    path = f"/settlement-statements/{statement}"
    await books.done(SHOP, "PUT", f"{path}/confirmation")
    refused = await books.refused(STAFF, "PUT", f"{path}/preparation")
    assert refused == (403, "own_correction")
    await books.done(PAYER, "PUT", f"{path}/preparation")
    await books.done(STAFF, "POST", f"{path}/payment", json=BODY)
