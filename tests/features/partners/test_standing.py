"""Suspended, resumed, ended; who may; and what is kept about persons."""

from sqlalchemy import select

from shequ_api.base.people.models import Organisation
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.personal import PERSONAL_DATA
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.features.partners.alliance import SHOP, STAFF, Alliance

WHY = {"reason": "核实投诉"}


async def test_suspended_resumed_and_gone(alliance: Alliance) -> None:
    partner = await alliance.active()
    path = f"/partners/{partner}"
    resumed = await alliance.refused(STAFF, "POST", f"{path}/resumption", json=WHY)
    assert resumed == (409, "illegal_step")
    off = await alliance.done("district_administrator", "POST", f"{path}/suspension", json=WHY)
    assert (off["state"], off["suspended_at"] is not None) == ("suspended", True)
    assert await alliance.shown() == []
    on = await alliance.done(STAFF, "POST", f"{path}/resumption", json=WHY)
    assert (on["state"], on["suspended_at"]) == ("active", None)
    assert len(await alliance.shown()) == 1
    await alliance.done(STAFF, "POST", f"{path}/suspension", json=WHY)
    ended = await alliance.done(STAFF, "POST", f"{path}/ending", json=WHY)
    assert (ended["state"], ended["suspended_at"]) == ("ended", None)
    words = alliance.draft()
    profile = {key: words[key] for key in ("offers", "address", "contact_name", "contact_phone")}
    over = await alliance.refused(SHOP, "PUT", f"{path}/profile", json=profile)
    assert over == (409, "partner_over")
    steps = (await alliance.done(STAFF, "GET", path))["steps"]
    assert [step["step"] for step in steps[-4:]] == ["suspend", "resume", "suspend", "end"]
    assert (steps[-1]["note"], steps[-1]["actor_name"]) == ("核实投诉", "甲社工")


async def test_another_partner_of_the_community_is_a_stranger(alliance: Alliance) -> None:
    partner = await alliance.active()
    path = f"/partners/{partner}"
    for method, what in (
        ("GET", path),
        ("GET", f"{path}/agreements"),
        ("POST", f"{path}/leaving"),
    ):
        body = {"json": WHY} if method == "POST" else {}
        assert await alliance.refused("partner", method, what, **body) == (404, "not_found")
    ended = await alliance.refused("partner", "POST", f"{path}/ending", json=WHY)
    assert ended == (403, "permission_missing")
    far = await alliance.refused("far_community_worker", "POST", f"{path}/ending", json=WHY)
    assert far == (404, "not_found")
    left = await alliance.done(SHOP, "POST", f"{path}/leaving", json=WHY)
    assert left["state"] == "ended"


async def test_what_is_kept_about_an_applicant_and_what_goes(
    alliance: Alliance, parts: Parts
) -> None:
    partner = await alliance.active(partner_kind="individual", name="戊缝补")
    session, person_id = alliance.session, alliance.cast.people[SHOP]
    told = await PERSONAL_DATA.collect(session, parts, person_id)
    [mine] = told["合伙人申请"]
    assert (mine["名称"], mine["联系电话"], mine["状态"]) == ("戊缝补", "13700137000", "合作中")
    assert [one["编号"] for one in told["合伙人协议"]] == [1]
    await PERSONAL_DATA.erase(session, person_id, utc_now())
    await session.commit()
    shown = await alliance.done(STAFF, "GET", f"/partners/{partner}")
    gone = (shown["name"], shown["offers"], shown["contact_name"], shown["contact_phone"])
    assert gone == ("（已注销）", "（已注销）", "（已注销）", None)


async def test_of_two_accounts_the_kept_ones_application_stays(alliance: Alliance) -> None:
    session, people = alliance.session, alliance.cast.people
    kept, merged = people["resident"], people[SHOP]
    mine, theirs = await alliance.applied("resident"), await alliance.applied(SHOP)
    told = await PERSONAL_DATA.merge(session, kept, merged, utc_now())
    assert told == ["重复的合伙人申请“东苑缝补组”已撤回"]
    assert await PERSONAL_DATA.merge(session, kept, merged, utc_now()) is None
    await session.commit()
    rows = await session.execute(select(Partner.id, Partner.applicant_id, Partner.state))
    states = {str(row.id): (row.applicant_id, row.state) for row in rows}
    assert states == {mine: (kept, "applied"), theirs: (kept, "withdrawn")}


async def test_an_organisation_stays_when_its_partnership_ends(alliance: Alliance) -> None:
    partner = await alliance.active()
    await alliance.done(STAFF, "POST", f"/partners/{partner}/ending", json=WHY)
    row = (await alliance.session.scalars(select(Partner))).one()
    organisation = await alliance.session.get_one(Organisation, row.organisation_id)
    assert organisation.ended_at is None
