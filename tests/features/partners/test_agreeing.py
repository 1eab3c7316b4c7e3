"""Terms and agreements: whose, for which days, one after the other."""

from datetime import timedelta

from sqlalchemy import select, update

from shequ_api.base.events.worker import Worker
from shequ_api.base.people.models import Person, Posting
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.public import (
    agreement_on,
    partner_account,
    partner_of,
    trading,
)
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.clocks import Work
from tests.features.partners.alliance import SHOP, STAFF, Alliance, day

DISTRICT = "510108"


async def test_only_the_latest_terms_of_here_are_offered(alliance: Alliance) -> None:
    partner = await alliance.accepted()
    path = f"/partners/{partner}/agreements"
    old, new = await alliance.terms(), await alliance.terms()
    wide = await alliance.terms("district_administrator", DISTRICT)
    there = await alliance.terms("far_community_worker", NEIGHBOUR)
    body = {
        "fen_per_100_points": 0,
        "settlement_period": "quarter",
        "starts_on": day(0),
        "ends_on": day(30),
    }
    for terms in (old, there):
        refused = await alliance.refused(STAFF, "POST", path, json=body | {"terms_id": terms})
        assert refused == (422, "terms_unfit")
    first = await alliance.done(STAFF, "POST", path, json=body | {"terms_id": wide})
    second = {"json": body | {"terms_id": new}}
    assert await alliance.refused(STAFF, "POST", path, **second) == (409, "agreement_offered")
    withdraw = f"/partner-agreements/{first['id']}/withdrawal"
    assert (await alliance.done(STAFF, "POST", withdraw))["withdrawn_at"] is not None
    assert (await alliance.done(STAFF, "POST", path, **second))["number"] == 2
    sign = f"/partner-agreements/{first['id']}/signature"
    assert await alliance.refused(SHOP, "POST", sign) == (410, "agreement_gone")
    query = f"/partner-terms?community_id={alliance.cast.places[HOME]}"
    held = (await alliance.done("resident", "GET", query))["items"]
    assert [(one["id"], one["number"]) for one in held] == [(wide, 1), (new, 2), (old, 1)]


async def test_terms_are_those_of_ones_own_community_or_district(alliance: Alliance) -> None:
    body = {"place_id": str(alliance.cast.places[NEIGHBOUR]), "title": "条款", "text": "一"}
    elsewhere = await alliance.refused(STAFF, "POST", "/partner-terms", json=body)
    assert elsewhere == (404, "not_found")
    body["place_id"] = str(alliance.cast.places[f"{HOME}-c1"])
    compound = await alliance.refused(STAFF, "POST", "/partner-terms", json=body)
    assert compound == (422, "terms_place_unfit")


async def test_days_of_agreements(alliance: Alliance) -> None:
    partner = await alliance.accepted()
    terms = await alliance.terms()
    body = {"terms_id": terms, "fen_per_100_points": 100, "settlement_period": "month"}
    path = f"/partners/{partner}/agreements"
    for starts, ends in ((-1, 10), (10, 9), (181, 200), (0, 1100)):
        days = {"starts_on": day(starts), "ends_on": day(ends)}
        refused = await alliance.refused(STAFF, "POST", path, json=body | days)
        assert refused == (422, "agreement_days_unfit")
    applied = await alliance.applied("resident")
    days = {"starts_on": day(0), "ends_on": day(9)}
    early = await alliance.refused(
        STAFF, "POST", f"/partners/{applied}/agreements", json=body | days
    )
    assert early == (409, "partner_not_to_sign")


async def test_the_next_agreement_takes_over_on_its_first_day(alliance: Alliance) -> None:
    partner = await alliance.active()
    terms = await alliance.terms()
    await alliance.signed(
        partner, terms_id=terms, fen_per_100_points=2000, starts_on=day(10), ends_on=day(400)
    )
    dossier = await alliance.done(STAFF, "GET", f"/partners/{partner}")
    assert (dossier["state"], dossier["agreed_until"]) == ("active", day(400))
    assert dossier["steps"][-1]["step"] == "renew"
    row = (await alliance.session.scalars(select(Partner))).one()
    today = china_date(utc_now())
    rates = []
    for ahead in (0, 9, 10, 400, 401):
        found = await agreement_on(alliance.session, row.id, today + timedelta(days=ahead))
        rates.append(found and found.fen_per_100_points)
    assert rates == [1000, 1000, 2000, 2000, None]
    # What began before, or with it, does not come after it.
    offered = await alliance.offered(partner, terms_id=terms, starts_on=day(10))
    sign = f"/partner-agreements/{offered}/signature"
    assert await alliance.refused(SHOP, "POST", sign) == (409, "agreement_overlaps")


async def test_an_agreement_that_is_over_lapses_and_is_renewed(
    alliance: Alliance, work: Work
) -> None:
    partner = await alliance.accepted()
    agreement = await alliance.signed(partner, ends_on=day(5))
    [row] = await alliance.session.scalars(select(Partner))
    ending = (await alliance.done(STAFF, "GET", "/partners?ending=true"))["items"]
    assert [one["id"] for one in ending] == [partner]
    today = china_date(utc_now())
    for on, trades in ((today, [row.id]), (today + timedelta(days=6), [])):
        assert list(await alliance.session.scalars(select(Partner.id).where(trading(on)))) == trades
    await alliance.age(agreement, today - timedelta(days=9), today - timedelta(days=1))
    assert await alliance.shown() == []  # whether or not the clock came round
    await work("partners.lapse")
    assert await alliance.state(partner) == "lapsed"
    await alliance.signed(partner)
    assert await alliance.state(partner) == "active"
    assert len(await alliance.shown()) == 1


async def test_an_agreement_of_the_future_does_not_lapse_meanwhile(
    alliance: Alliance, parts: Parts
) -> None:
    partner = await alliance.accepted()
    await alliance.signed(partner, starts_on=day(20))
    await parts.get(Worker).drain(utc_now() + timedelta(days=1))
    assert await alliance.state(partner) == "active"
    assert await alliance.shown() == []


async def test_an_offer_whose_days_are_over_is_not_signed(alliance: Alliance) -> None:
    partner = await alliance.accepted()
    offered = await alliance.offered(partner, ends_on=day(1))
    today = china_date(utc_now())
    await alliance.age(offered, today - timedelta(days=9), today - timedelta(days=1))
    sign = f"/partner-agreements/{offered}/signature"
    assert await alliance.refused(SHOP, "POST", sign) == (409, "agreement_offer_over")
    # What was bought since its first day was bought without it.
    await alliance.age(offered, today - timedelta(days=1), today + timedelta(days=9))
    assert await alliance.refused(SHOP, "POST", sign) == (409, "agreement_offer_over")
    assert await alliance.state(partner) == "accepted"


async def test_nobody_agrees_with_themselves(alliance: Alliance) -> None:
    partner = await alliance.accepted()
    people, session = alliance.cast.people, alliance.session
    held = select(Posting).where(Posting.person_id == people[SHOP])
    shop = (await session.scalars(held)).one()
    facts = {column.name: getattr(shop, column.name) for column in Posting.__table__.columns}
    terms, path = await alliance.terms(), f"/partners/{partner}/agreements"
    body = {
        "terms_id": terms,
        "fen_per_100_points": 1000,
        "settlement_period": "month",
        "starts_on": day(0),
        "ends_on": day(30),
    }
    offered = await alliance.done(STAFF, "POST", path, json=body)
    mine = select(Posting.id).where(Posting.person_id == people[STAFF])
    acting = {"x-acting-posting": str((await session.scalars(mine)).one())}
    own = {"id": new_id(), "person_id": people[STAFF]}
    session.add(Posting(**facts | own))
    await session.commit()
    refused = await alliance.refused(STAFF, "POST", path, json=body, headers=acting)
    assert refused == (403, "own_side")
    # By another account of the same human being, too.
    merged = update(Person).where(Person.id == people[STAFF])
    await session.execute(merged.values(merged_into_id=people[SHOP]))
    await session.commit()
    sign = f"/partner-agreements/{offered['id']}/signature"
    assert await alliance.refused(SHOP, "POST", sign) == (403, "own_side")


async def test_what_others_ask_of_partners(alliance: Alliance) -> None:
    partner = await alliance.active()
    row = (await alliance.session.scalars(select(Partner))).one()
    assert str(row.id) == partner
    assert row.organisation_id is not None
    now = utc_now()
    found = await partner_of(alliance.session, row.organisation_id)
    assert found is row
    account = await partner_account(alliance.session, row, now)
    again = await partner_account(alliance.session, row, now=now)
    assert account.id == again.id
    assert (account.ledger, account.floor, account.district_id) == (
        Ledger.POINTS,
        0,
        row.district_id,
    )
