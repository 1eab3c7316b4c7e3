"""Addressed by what the register knows of somebody: they are met, and nobody else learns why."""

from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.register.audience import TAGS, carried
from shequ_api.base.register.catalogue import BY_CONSENT, CATALOGUE, SubjectKind
from shequ_api.base.register.models import RegisterFact
from shequ_api.features.subscription_messages.models import SubscriptionSend
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.counting import Queries
from tests.features.notice_reading.register import known
from tests.features.notices.board import Board
from tests.features.subscription_messages.conftest import phones
from tests.features.subscription_messages.phones import Phones

__all__ = ["phones"]
KINDS = ["notice_important", "notice_emergency"]


def born(age: int) -> date:
    """On the last day of the year in which somebody reaches an age."""
    return date(china_date(utc_now()).year - age, 12, 31)


def test_no_tag_rests_on_what_is_sealed_or_on_consent() -> None:
    for tag in TAGS:
        kind = CATALOGUE[tag.fact[0]] if tag.fact else None
        if kind is not None:
            assert kind.subject == SubjectKind.PERSON
            assert not kind.sensitive
            assert kind.key not in BY_CONSENT


async def test_met_by_what_one_carries_where_one_belongs(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    await known(session, cast, "resident", born(62), lives_alone=True)
    await known(session, cast, "same_building", born(62), lives_alone=False)
    await known(session, cast, "same_compound", born(40), lives_alone=True, employment="student")
    await known(session, cast, "far_resident", born(85), party_member=True)
    sent = {
        tag: (await board.published(HOME, audiences=[tag]))["id"]
        for tag in ("elderly", "aged", "lives_alone", "elderly_alone", "student", "party_member")
    }

    async def met(who: str) -> set[str]:
        mine = await board.mine(who)
        return {tag for tag, notice_id in sent.items() if notice_id in mine}

    assert await met("resident") == {"elderly", "lives_alone", "elderly_alone"}
    assert await met("same_building") == {"elderly"}
    assert await met("same_compound") == {"lives_alone", "student"}
    assert await met("far_resident") == set(), "who belongs elsewhere is not addressed here"
    assert await met("newcomer") == set()
    hidden = await board.ask("same_building", "GET", f"/me/notices/{sent['lives_alone']}")
    assert hidden.status_code == 404
    shown = (await board.ask("resident", "GET", f"/me/notices/{sent['lives_alone']}")).json()
    assert "audience" not in str(shown), "not even they are told as what"


async def test_both_ways_find_the_same(cast: Cast, session: AsyncSession) -> None:
    """One's own tags by one look, and the rows of all who carry a tag."""
    await known(session, cast, "resident", born(62), lives_alone=True, employment="retired")
    await known(session, cast, "same_building", born(59), party_member=True)
    await known(session, cast, "same_compound", born(81), lives_alone=True)
    today = china_date(utc_now())
    alone = {
        (tag, cast.people[who])
        for who in ("resident", "same_building", "same_compound", "far_resident", "newcomer")
        for tag, _ in await carried(session, cast.people[who], today)
    }
    await enter_district(session, cast.places["510108000000"])
    together = {
        (tag.key, row.person_id)
        for tag in TAGS
        for row in await session.execute(tag.members(today))
    }
    await leave_walls(session)
    assert alone == together
    assert len(together) == 4 + 1 + 4 + (born(59).year // 5 * 5 <= today.year - 60)


async def test_who_carries_it_no_more_is_met_no_more(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    await known(session, cast, "resident", lives_alone=True)
    notice = await board.published(HOME, audiences=["lives_alone"])
    assert await board.mine("resident") == [notice["id"]]
    await enter_district(session, cast.places["510108000000"])
    await session.execute(text("UPDATE register_facts SET ended_at = now()"))
    await leave_walls(session)
    await session.commit()
    assert await board.mine("resident") == []


async def test_counts_are_few_and_no_names(board: Board, cast: Cast, session: AsyncSession) -> None:
    await known(session, cast, "resident", born(85))
    notice = await board.published(HOME, audiences=["aged"])
    await board.read("resident", notice)

    async def seen(which: str, by: str = "community_worker", **params: Any) -> Any:
        path = f"/notices/{notice['id']}/{which}"
        return await board.ask(by, "GET", path, params=params)

    few = {"addressed": 0, "read": 0, "confirmed": 0, "more": False, "fewer_than": 10}
    for by in ("community_worker", "subdistrict_administrator"):
        assert (await seen("counts", by)).json() == few
    refused = await seen("unread-readers")
    assert (refused.status_code, refused.json()["code"]) == (403, "notice_readers_untold")
    counts = await board.ask(
        "community_worker", "GET", "/subscription-counts", params={"notice_id": notice["id"]}
    )
    assert counts.json()["fewer_than"] == 10
    public = board.draft(HOME, audiences=["aged"], public=True)
    doubtful = await board.ask("community_worker", "POST", "/notices", json=public)
    assert doubtful.json()["code"] == "notice_public_not_for_all"
    audiences = (await board.ask("community_worker", "GET", "/notice-audiences")).json()
    discreet = {each["key"] for each in audiences if each["discreet"]}
    assert discreet == {tag.key for tag in TAGS}


async def test_nobody_counts_them_by_trying(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    """Neither on drafts, nor beside people whose number is known, nor house by house."""
    await known(session, cast, "resident", lives_alone=True)
    tags = ["lives_alone", "elderly"]
    draft = await board.written(HOME, audiences=tags)
    path = f"/notices/{draft['id']}"
    early = await board.ask("community_worker", "GET", f"{path}/counts")
    assert (early.status_code, early.json()["code"]) == (409, "notice_tags_uncounted")
    plain = await board.written(HOME)
    counted = await board.ask("community_worker", "GET", f"/notices/{plain['id']}/counts")
    assert (counted.status_code, counted.json()["fewer_than"]) == (200, None)
    unfit = [
        (board.draft(HOME, audiences=["lives_alone", "tenant"]), "notice_tags_not_alone"),
        (board.draft(f"{HOME}-c1-b1", audiences=tags), "notice_tag_place_too_small"),
        (board.draft(HOME, f"{HOME}-c1", audiences=tags), "notice_tag_place_too_small"),
    ]
    match = {"If-Match": f'"v{draft["version"]}"'}
    for body, code in unfit:
        for method, where in (("POST", "/notices"), ("PUT", f"{path}/draft")):
            answer = await board.ask("community_worker", method, where, json=body, headers=match)
            assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await board.publish(draft)).status_code == 200
    counts = await board.ask("community_worker", "GET", f"{path}/counts")
    assert (counts.status_code, counts.json()["fewer_than"]) == (200, 10)


async def test_from_ten_on_counts_are_told_in_tens(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    await known(session, cast, "resident", lives_alone=True)
    await enter_district(session, cast.places["510108000000"])
    await session.execute(
        text("""
        WITH home AS (SELECT * FROM residencies WHERE person_id = :resident LIMIT 1),
        entry AS (SELECT * FROM register_people WHERE person_id = :resident LIMIT 1),
        people AS (
          INSERT INTO persons (id, created_at)
          SELECT gen_random_uuid(), now() FROM generate_series(1, 12) RETURNING id
        ), homes AS (
          INSERT INTO residencies (id, city_id, district_id, subdistrict_id, community_id,
            compound_id, building_id, general_grid_id, micro_grid_id, place_id, person_id,
            belonging, starts_on, claimed_at, verified_at, verified_by_means)
          SELECT gen_random_uuid(), n.city_id, n.district_id, n.subdistrict_id, n.community_id,
            n.compound_id, n.building_id, n.general_grid_id, n.micro_grid_id, n.place_id, p.id,
            'family', n.starts_on, now(), now(), 'door' FROM people p, home n
        ), entries AS (
          INSERT INTO register_people (id, city_id, district_id, subdistrict_id, community_id,
            compound_id, building_id, general_grid_id, micro_grid_id, place_id, person_id, sex,
            created_at, source, verified_at, stale_on)
          SELECT p.id, e.city_id, e.district_id, e.subdistrict_id, e.community_id, e.compound_id,
            e.building_id, e.general_grid_id, e.micro_grid_id, e.place_id, p.id, 0, now(),
            'form', now(), e.stale_on FROM people p, entry e RETURNING id
        )
        INSERT INTO register_facts (id, city_id, district_id, subdistrict_id, community_id,
          compound_id, building_id, general_grid_id, micro_grid_id, place_id, person_id, entry_id,
          key, value, source, verified_at, stale_on)
        SELECT gen_random_uuid(), e.city_id, e.district_id, e.subdistrict_id, e.community_id,
          e.compound_id, e.building_id, e.general_grid_id, e.micro_grid_id, e.place_id, x.id, x.id,
          'lives_alone', 'true', 'form', now(), e.stale_on FROM entries x, entry e
        """),
        {"resident": cast.people["resident"]},
    )
    await leave_walls(session)
    await session.commit()
    notice = await board.published(HOME, audiences=["lives_alone"])
    path = f"/notices/{notice['id']}/counts"
    counts = (await board.ask("community_worker", "GET", path)).json()
    assert (counts["addressed"], counts["fewer_than"]) == (10, 10), "there are thirteen"


async def test_carried_out_with_words_that_tell_nothing(
    board: Board,
    phones: Phones,
    cast: Cast,
    session: AsyncSession,
    work: Work,
) -> None:
    await phones.saved(kinds=KINDS)
    await phones.linked("resident", "same_building")
    for who in ("resident", "same_building"):
        await phones.accepts(who)
    await known(session, cast, "resident", lives_alone=True)
    notice = await board.published(
        HOME, audiences=["lives_alone"], category="important", title="独居老人补贴"
    )
    await work()
    [sent] = await phones.arrived()
    assert sent["data"]["thing1"]["value"] == "您有一则社区通知"
    assert "补贴" not in str(sent)
    assert notice["id"] in sent["page"]
    told = list(await session.scalars(select(SubscriptionSend.person_id)))
    assert told == [cast.people["resident"]]


async def test_behind_the_walls_again(
    board: Board, cast: Cast, session: AsyncSession, queries: Queries
) -> None:
    """The reader's way opens them for three statements, and to their own alone."""
    await known(session, cast, "resident", lives_alone=True)
    await known(session, cast, "far_resident", lives_alone=True)
    with queries() as seen:
        await board.mine("resident")
    walls = [one for one in seen if "set_config" in one]
    assert len(walls) == 2
    assert (await session.scalars(select(RegisterFact.id))).all() == []
    assert NEIGHBOUR not in str(seen)
