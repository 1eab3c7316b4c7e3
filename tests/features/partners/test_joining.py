"""How somebody becomes a partner: applying, being reviewed, agreeing."""

from sqlalchemy import text

from tests.cast import HOME
from tests.features.partners.alliance import SHOP, STAFF, Alliance, day
from tests.features.patrols.field import photo_of


async def test_a_group_applies_is_accepted_signs_and_is_shown(alliance: Alliance) -> None:
    partner = await alliance.accepted(shows_contact=True)
    assert await alliance.shown() == []  # nothing is signed yet
    agreement = await alliance.offered(partner)
    signed = await alliance.done(SHOP, "POST", f"/partner-agreements/{agreement}/signature")
    assert (signed["signed_by"], signed["fen_per_100_points"]) == ("戊居民", 1000)
    [shown] = await alliance.shown()
    assert (shown["name"], shown["contact_phone"]) == ("东苑缝补组", "13700137000")
    dossier = await alliance.done(STAFF, "GET", f"/partners/{partner}")
    assert [step["step"] for step in dossier["steps"]] == ["apply", "accept", "sign"]
    assert (dossier["contact_phone"], dossier["agreed_until"]) == ("137******00", day(364))
    mine = await alliance.done(SHOP, "GET", "/me/partners")
    assert [one["state"] for one in mine["items"]] == ["active"]
    path = f"/partners/{partner}/agreements"
    [line] = (await alliance.done(SHOP, "GET", path))["items"]
    assert (line["terms_text"], line["number"]) == ("一、按时提供服务。", 1)


async def test_number_and_name_of_the_contact_are_shown_by_choice_alone(
    alliance: Alliance,
) -> None:
    partner = await alliance.active()
    [shown] = await alliance.shown()
    assert (shown["contact_name"], shown["contact_phone"]) == (None, None)
    why = {"purpose": "contact", "reason": "核对地址"}
    path = f"/partners/{partner}/reveals"
    seen = await alliance.done(STAFF, "POST", path, json=why)
    assert seen["contact_phone"] == "13700137000"
    looks = await alliance.session.execute(
        text("SELECT subject_kind, fields FROM access_log WHERE subject_id = :id"), {"id": partner}
    )
    assert [tuple(look) for look in looks] == [("partner", ["contact_phone"])]


async def test_other_words_wait_for_their_check(alliance: Alliance) -> None:
    partner = await alliance.active()
    words = alliance.draft(offers="改为每周日")
    profile = {key: words[key] for key in ("offers", "address", "contact_name", "contact_phone")}
    await alliance.done(SHOP, "PUT", f"/partners/{partner}/profile", json=profile)
    assert await alliance.shown() == []
    await alliance.passed(partner)
    assert [one["offers"] for one in await alliance.shown()] == ["改为每周日"]


async def test_more_is_asked_for_given_and_declined(alliance: Alliance) -> None:
    partner = await alliance.applied()
    review = f"/partners/{partner}/review"
    silent = {"verdict": "ask_more"}
    assert await alliance.refused(STAFF, "POST", review, json=silent) == (422, "reason_needed")
    more = {"verdict": "ask_more", "reason": "请写明地址"}
    asked = await alliance.done(STAFF, "POST", review, json=more)
    assert asked["state"] == "more_needed"
    yes = {"verdict": "accept"}
    assert await alliance.refused(STAFF, "POST", review, json=yes) == (409, "illegal_step")
    said = alliance.draft(address="东苑 1 栋活动室", note="已补")
    for gone in ("community_id", "partner_kind"):
        del said[gone]
    path = f"/partners/{partner}/application"
    assert (await alliance.done(SHOP, "PUT", path, json=said))["state"] == "applied"
    no = {"verdict": "decline", "reason": "暂不需要"}
    assert (await alliance.done(STAFF, "POST", review, json=no))["state"] == "declined"
    dossier = await alliance.done(SHOP, "GET", f"/partners/{partner}")
    assert [step["note"] for step in dossier["steps"]] == [None, "请写明地址", "已补", "暂不需要"]
    assert {step["actor_name"] for step in dossier["steps"]} == {None}
    assert await alliance.applied()  # and may try again


async def test_nobody_applies_twice_at_once_or_reviews_themselves(alliance: Alliance) -> None:
    partner = await alliance.applied()
    again = alliance.draft(name="另一个")
    assert await alliance.refused(SHOP, "POST", "/partners", json=again) == (409, "already_applied")
    gone = await alliance.done(SHOP, "POST", f"/partners/{partner}/withdrawal")
    assert gone["state"] == "withdrawn"
    own = await alliance.applied(STAFF)
    yes = {"verdict": "accept"}
    path = f"/partners/{own}/review"
    assert await alliance.refused(STAFF, "POST", path, json=yes) == (403, "own_application")
    assert await alliance.refused("resident", "GET", f"/partners/{own}") == (404, "not_found")


async def test_a_business_shows_its_licence(alliance: Alliance) -> None:
    draft = alliance.draft(partner_kind="business")
    assert await alliance.refused(SHOP, "POST", "/partners", json=draft) == (422, "licence_needed")
    photo = await photo_of(alliance.session, alliance.cast.people[SHOP])
    partner = await alliance.applied(partner_kind="business", licence_photo_id=photo)
    dossier = await alliance.done(STAFF, "GET", f"/partners/{partner}")
    assert dossier["licence"]["id"] == photo
    others = alliance.draft(partner_kind="business", licence_photo_id=photo)
    stolen = await alliance.refused("resident", "POST", "/partners", json=others)
    assert stolen == (422, "photo_unknown")
    compound = alliance.draft(community_id=str(alliance.cast.places[f"{HOME}-c1"]))
    refused = await alliance.refused(SHOP, "POST", "/partners", json=compound)
    assert refused == (422, "partner_place_unfit")


async def test_an_organisation_that_is_registered_becomes_the_partner(alliance: Alliance) -> None:
    body = {
        "name": "东苑缝补组",
        "partner_kind": "group",
        "community_id": str(alliance.cast.places[HOME]),
    }
    known = await alliance.done(STAFF, "POST", "/organisations", json=body)
    other = await alliance.done(
        STAFF, "POST", "/organisations", json=body | {"partner_kind": "individual"}
    )
    partner = await alliance.applied()
    review = f"/partners/{partner}/review"
    unfit = {"verdict": "accept", "organisation_id": other["id"]}
    assert await alliance.refused(STAFF, "POST", review, json=unfit) == (422, "organisation_unfit")
    yes = {"verdict": "accept", "organisation_id": known["id"]}
    accepted = await alliance.done(STAFF, "POST", review, json=yes)
    assert accepted["organisation_id"] == known["id"]
    # Whoever stands for one partner of a community stands for no second one there.
    second = await alliance.applied()
    path = f"/partners/{second}/review"
    stands = await alliance.refused(STAFF, "POST", path, json={"verdict": "accept"})
    assert stands == (409, "stands_for_another")
    third = await alliance.applied("resident")
    taken = await alliance.refused(STAFF, "POST", f"/partners/{third}/review", json=yes)
    assert taken == (409, "organisation_taken")
