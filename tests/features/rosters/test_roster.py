"""Nobody stands on a roster without their own word, and nobody longer than they wish."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.privacy.expiring import expire
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.features.five_codes.public import Viewer
from shequ_api.features.rosters.models import RosterEntry
from shequ_api.features.rosters.personal import collect, erase, merge
from shequ_api.features.rosters.rules import name_shown
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME
from tests.clocks import Work
from tests.features.rosters.hall import BUILDING, OFFICE, Hall


async def test_nothing_is_shown_before_they_agree(hall: Hall) -> None:
    entry = await hall.proposed()
    assert await hall.names("same_building") == []
    [mine] = (await hall.did("resident", "GET", "/me/roster-entries"))["items"]
    assert (mine["state"], mine["role_title"]) == ("proposed", "党员")
    assert "敏感个人信息" in mine["consent_text"]
    path = f"/me/roster-entries/{entry['id']}/consent"
    old = await hall.refused("resident", "PUT", path, {"consent_version": 9, "name_shown": "full"})
    assert old == (409, "roster_consent_changed")
    other = {"consent_version": 1, "name_shown": "full"}
    assert (await hall.refused("same_building", "PUT", path, other))[0] == 404
    await hall.agree("resident", entry["id"])
    assert await hall.names("same_building") == ["甲居民"]


async def test_strangers_see_a_surname(hall: Hall) -> None:
    entry = await hall.agreed()
    seen = {None: "甲同志", "far_resident": "甲同志", "same_compound": "甲居民", OFFICE: "甲居民"}
    for who, name in seen.items():
        assert await hall.names(who) == [name], who
    await hall.agree("resident", entry, "surname")
    assert await hall.names("same_building") == ["甲同志"]
    assert await hall.names(None, f"{HOME}-c1") == ["甲同志"]
    assert await hall.names(OFFICE, f"{HOME}-c1-b2") == []
    assert await hall.names(OFFICE, HOME) == [], "nobody looks through a community's members"


async def test_their_word_is_taken_back_at_once(hall: Hall, session: AsyncSession) -> None:
    entry = await hall.agreed()
    path = f"/me/roster-entries/{entry}/consent"
    assert (await hall.did("resident", "DELETE", path))["state"] == "withdrawn"
    assert await hall.names("same_building") == []
    assert await hall.refused("resident", "DELETE", path) == (409, "roster_entry_over")
    again = await hall.proposed()
    twice = await hall.refused(OFFICE, "POST", "/roster-entries", hall.proposal())
    assert twice == (409, "roster_entry_live")
    declined = await hall.did("resident", "DELETE", f"/me/roster-entries/{again['id']}/consent")
    assert declined["state"] == "declined"


async def test_only_who_lives_there_is_proposed(hall: Hall) -> None:
    for who in ("same_compound", "newcomer"):
        refused = await hall.refused(OFFICE, "POST", "/roster-entries", hall.proposal(who))
        assert refused == (422, "roster_person_unfit")
    for at in (f"{HOME}-c1", "510108014012-c1-b1"):
        refused = await hall.refused(OFFICE, "POST", "/roster-entries", hall.proposal(at=at))
        assert refused == (422, "roster_place_unfit")


async def test_a_look_behind_a_mask_is_logged(hall: Hall, session: AsyncSession) -> None:
    entry = await hall.proposed()
    [line] = (await hall.did(OFFICE, "GET", "/roster-entries?state=proposed"))["items"]
    assert line["name"] == "甲*民"
    reveal = {"purpose": "contact", "reason": "请本人确认"}
    path = f"/roster-entries/{entry['id']}/reveals"
    assert (await hall.did(OFFICE, "POST", path, reveal))["name"] == "甲居民"
    looks = select(func.count()).where(AccessLook.person_id == hall.cast.people["resident"])
    assert await session.scalar(looks.where(AccessLook.subject_kind == "roster_entry")) == 1
    above = await hall.refused("subdistrict_administrator", "POST", path, reveal)
    assert above == (403, "permission_missing")


async def test_the_office_removes_with_a_reason(hall: Hall) -> None:
    entry = await hall.agreed()
    path, why = f"/roster-entries/{entry}/removal", {"reason": "重复提名"}
    assert (await hall.refused("far_community_worker", "PUT", path, why))[0] == 404
    assert (await hall.did(OFFICE, "PUT", path, why))["state"] == "removed"
    [mine] = (await hall.did("resident", "GET", "/me/roster-entries"))["items"]
    assert mine["end_reason"] == "重复提名"
    assert await hall.names("same_building") == []


async def test_they_are_told_and_not_as_what(hall: Hall, work: Work) -> None:
    entry = await hall.proposed()
    await hall.did(OFFICE, "PUT", f"/roster-entries/{entry['id']}/removal", {"reason": "重复提名"})
    await work()
    told = (await hall.did("resident", "GET", "/me/messages"))["items"]
    assert {one["kind"] for one in told} == {"roster_proposed", "roster_removed"}
    assert {one["about_id"] for one in told} == {entry["id"]}
    assert "党" not in str(told) and "重复提名" not in str(told)
    assert (await hall.did(OFFICE, "GET", "/me/messages"))["items"] == []


async def test_who_moves_out_leaves(hall: Hall, work: Work) -> None:
    await hall.agreed()
    await hall.agreed("same_building")
    [home] = (await hall.did("resident", "GET", "/me/residencies"))["items"]
    path, today = f"/me/residencies/{home['id']}/departure", china_date(utc_now()).isoformat()
    ended = await hall.send("resident", "PUT", path, {"ends_on": today})
    assert ended.is_success, ended.text
    await work()
    assert await hall.names(OFFICE) == ["乙居民"]
    [mine] = (await hall.did("resident", "GET", "/me/roster-entries"))["items"]
    assert mine["state"] == "left"


async def test_who_takes_back_the_wider_consent_leaves_too(
    hall: Hall, session: AsyncSession, work: Work
) -> None:
    await seed_policies(session, utc_now())
    await session.commit()
    await hall.agreed()
    path = f"/me/consents/{SENSITIVE}"
    await hall.did("resident", "PUT", path, {"version": 1})
    assert (await hall.send("resident", "DELETE", path)).is_success
    await work()
    assert await hall.names("same_building") == []
    refused = await hall.refused(OFFICE, "POST", "/roster-entries", hall.proposal())
    assert refused == (409, "consent_withdrawn")


async def test_what_is_over_or_unanswered_goes(hall: Hall, session: AsyncSession) -> None:
    shown, gone = await hall.agreed(), await hall.agreed("same_building")
    await hall.did("same_building", "DELETE", f"/me/roster-entries/{gone}/consent")
    await hall.proposed("same_building")
    ids = select(func.count()).select_from(RosterEntry)
    for days, left in ((29, 3), (31, 2), (91, 1)):
        await expire(session, utc_now() + timedelta(days=days))
        assert await session.scalar(ids) == left
    assert str(await session.scalar(select(RosterEntry.id))) == shown


async def test_a_person_takes_it_along_or_is_forgotten(
    hall: Hall, session: AsyncSession, parts: Parts
) -> None:
    await hall.agreed()
    await hall.agreed("same_building")
    kept, merged = hall.cast.people["resident"], hall.cast.people["same_building"]
    [mine] = (await collect(session, parts, kept))["楼栋党员公示"]
    assert (mine["身份"], mine["状态"]) == ("党员", "公示中")
    await merge(session, kept, merged, utc_now())
    assert [*await session.scalars(select(RosterEntry.person_id))] == [kept]
    await erase(session, kept, utc_now())
    assert await session.scalar(select(func.count()).select_from(RosterEntry)) == 0


def test_names() -> None:
    assert name_shown("欧阳小四", "full", Viewer.STRANGER) == "欧阳同志"
    assert name_shown(None, "full", Viewer.RESIDENT) == "居民"
    assert name_shown("王四", "surname", Viewer.WORKER) == "王同志"


async def test_its_place_is_a_building(hall: Hall, session: AsyncSession) -> None:
    await hall.proposed()
    entry = (await session.scalars(select(RosterEntry))).one()
    assert entry.place_id == entry.building_id == hall.cast.places[BUILDING]
