"""Somebody applies for another by a mandate: from draft to certificate, and not a step further."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.base.identity.test_mandates import enter, terms
from tests.base.identity.test_record_merging import OLD, merge
from tests.base.living import OTHER_EMPTY, Street, said
from tests.base.living import fresh_codes as fresh_codes
from tests.clocks import Work
from tests.features.service_applications.counter import WORKER, Counter
from tests.features.service_applications.test_handling import ASK_CARD, CERTIFICATE, GRANT, titles
from tests.features.service_drafts.test_for_others import DOOR, assisted

MOTHER, DAUGHTER = "resident", "same_building"
APPLY, KNOW, HOLD = "service_application:apply", "service:know", "service_certificate:hold"
NO_NOTE = {"note": None}
NOTHING = {"signature_photo_id": None}
ENDED = (403, "mandate_unknown")
PHONES = {DAUGHTER: "13900000002", DOOR: "13900000011", WORKER: "13900000021"}


async def given(
    counter: Counter, *rights: str, by: str = MOTHER, to: str = DAUGHTER
) -> dict[str, str]:
    """The header by which somebody acts for somebody else."""
    body = terms(agent_phone=PHONES[to], permissions=list(rights or (APPLY, KNOW, HOLD)))
    made = await counter.got(by, "POST", "/me/mandates", body)
    return {"X-On-Behalf-Of": made["id"]}


async def revoke(counter: Counter, dress: dict[str, str], by: str = MOTHER) -> None:
    await counter.got(by, "PUT", f"/me/mandates/{dress['X-On-Behalf-Of']}/revocation")


async def drafted(
    counter: Counter, service: str, dress: dict[str, str], who: str = DAUGHTER
) -> str:
    """The path of a draft that an agent filled in, with a photo of theirs."""
    photos = [{"key": "id_card", "photo_ids": [await counter.photo(who)]}]
    path = f"/service-drafts/{new_id()}"
    await counter.got(who, "PUT", path, counter.content(service, materials=photos), **dress)
    return path


async def filed(
    counter: Counter, service: str, dress: dict[str, str], who: str = DAUGHTER
) -> dict[str, Any]:
    path = await drafted(counter, service, dress, who)
    made: dict[str, Any] = await counter.got(who, "POST", f"{path}/submission", NOTHING, **dress)
    return made


async def listed(counter: Counter, who: str, path: str, **dress: str) -> list[str]:
    return [each["id"] for each in (await counter.got(who, "GET", path, **dress))["items"]]


async def test_a_daughter_applies_for_her_mother(counter: Counter, work: Work) -> None:
    service, dress = await counter.service(result=CERTIFICATE), await given(counter)
    eligible = await counter.got(DAUGHTER, "GET", f"/services/{service}/eligibility", **dress)
    assert eligible["may_apply"] and eligible["known"] == ["home"]
    path = await drafted(counter, service, dress)
    draft_id = path.rsplit("/", 1)[-1]
    drafts = "/me/service-drafts"
    assert await listed(counter, MOTHER, drafts) == [draft_id]
    assert await listed(counter, DAUGHTER, drafts, **dress) == [draft_id]
    assert await listed(counter, DAUGHTER, drafts) == []
    known = await counter.got(DAUGHTER, "GET", f"{path}/knowledge", **dress)
    assert (known["applicant_name"], [each["key"] for each in known["told"]]) == (
        "甲居民",
        ["home"],
    )
    made = await counter.got(DAUGHTER, "POST", f"{path}/submission", NOTHING, **dress)
    assert (made["applicant_name"], made["channel"]) == ("甲居民", "online")
    [step] = made["steps"]
    assert (step["side"], step["by"], step["note"]) == ("applicant", "受托人乙居民", "由受托人办理")
    own = f"/me/service-applications/{made['id']}"
    assert await counter.refused(DAUGHTER, "GET", own) == (404, "not_found")
    assert (await counter.got(DAUGHTER, "GET", own, **dress))["answers"] == {"bank": "成都银行"}

    await counter.stepped(made, "return", ASK_CARD)
    photos = [{"key": "id_card", "photo_ids": [await counter.photo(DAUGHTER)]}]
    more = {"answers": None, "materials": photos, "note": "重拍了"}
    await counter.got(DAUGHTER, "POST", f"{own}/supplement", more, **dress)
    await counter.stepped(made, "acceptance", NO_NOTE)
    done = await counter.stepped(made, "grant", GRANT)
    trail = [
        (step["step"], step["by"], step["note"]) for step in (await counter.mine(made))["steps"]
    ]
    assert trail[2] == ("supplement", "受托人乙居民", "由受托人办理：重拍了")
    await _reads_her_certificate(counter, done["certificate_id"], dress)

    await work()
    both = ["申请已受理", "申请有结果", "申请需要补正材料"]
    assert await titles(counter, DAUGHTER) == both
    assert await titles(counter, MOTHER) == sorted(
        [*both, "有人为您办理了申请", "有人为您提交了申请"]
    )


async def _reads_her_certificate(
    counter: Counter, certificate_id: str, dress: dict[str, str]
) -> None:
    certificate = f"/me/service-certificates/{certificate_id}"
    for who, how in ((MOTHER, {}), (DAUGHTER, dress)):
        listing = await listed(counter, who, "/me/service-certificates", **how)
        assert listing == [certificate_id], who
        assert (await counter.got(who, "GET", certificate, **how))["holder_name"] == "甲居民"
    printed = await counter.ask(DAUGHTER, "GET", f"{certificate}/paper", **dress)
    assert printed.content.startswith(b"%PDF")
    assert await counter.refused(DAUGHTER, "GET", certificate) == (404, "not_found")
    shown = await counter.refused(
        DAUGHTER, "PUT", f"{certificate}/name-shown", {"name_shown": "full"}, **dress
    )
    assert shown == (404, "not_found"), "how her name reads is hers to say"


async def test_a_mandate_that_is_taken_back_ends_all_at_once(counter: Counter) -> None:
    """The agent is a grid worker: what they serve as there opens nothing either."""
    service, other = await counter.service(), await counter.service(title="居住证明")
    dress = await given(counter, to=DOOR)
    made = await filed(counter, service, dress, DOOR)
    path = await drafted(counter, other, dress, DOOR)
    await revoke(counter, dress)
    own, body = f"/me/service-applications/{made['id']}", counter.content(other)
    refused = [
        ("GET", path, None),
        ("GET", f"{path}/knowledge", None),
        ("PUT", path, body),
        ("DELETE", path, None),
        ("POST", f"{path}/submission", NOTHING),
        ("GET", own, None),
        ("POST", f"{own}/withdrawal", {"reason": None}),
        ("GET", "/me/service-drafts", None),
    ]
    for method, where, sent in refused:
        tried = await counter.refused(DOOR, method, where, sent, **dress, **{"If-Match": "*"})
        assert tried == ENDED, (method, where)
        if not where.startswith("/me/service-drafts"):
            plain = await counter.refused(DOOR, method, where, sent, **{"If-Match": "*"})
            assert plain == (404, "not_found"), (method, where)
    assert await listed(counter, DOOR, "/me/filed-service-applications") == []
    assert await listed(counter, MOTHER, "/me/service-drafts") == [path.rsplit("/", 1)[-1]]
    read = {"If-Match": (await counter.ask(MOTHER, "GET", path)).headers["etag"]}
    handed = await counter.got(MOTHER, "POST", f"{path}/submission", NOTHING, **read)
    assert handed["steps"][0]["by"] == "申请人", "she went on with it herself"
    gone = await counter.got(MOTHER, "POST", f"{own}/withdrawal", {"reason": None})
    assert gone["state"] == "withdrawn"


async def test_each_right_is_given_by_name(counter: Counter) -> None:
    service = await counter.service()
    stranger = await given(counter, "ticket:file")
    for method, path in (
        ("GET", "/me/service-drafts"),
        ("GET", "/me/service-certificates"),
        ("GET", f"/services/{service}/eligibility"),
    ):
        assert await counter.refused(DAUGHTER, method, path, **stranger) == ENDED, path
    body = counter.content(service)
    tried = await counter.refused(DAUGHTER, "PUT", f"/service-drafts/{new_id()}", body, **stranger)
    assert tried == ENDED
    only = await given(counter, APPLY)
    path = await drafted(counter, service, only)
    assert await counter.refused(DAUGHTER, "GET", f"{path}/knowledge", **only) == ENDED
    assert await counter.refused(DAUGHTER, "GET", "/me/service-certificates", **only) == ENDED
    assert (await counter.ask(DAUGHTER, "GET", path, **only)).status_code == 200
    theirs = await counter.drafted(service, "same_compound")
    beyond = f"/service-drafts/{theirs['id']}"
    assert await counter.refused(DAUGHTER, "GET", beyond, **only) == (404, "not_found")


async def test_an_organisation_is_served_and_not_acted_for(
    counter: Counter, session: AsyncSession
) -> None:
    service = await counter.service(materials=[])
    find = text("SELECT organisation_id FROM postings WHERE person_id = :id")
    shop = str(await session.scalar(find, {"id": counter.cast.people["partner"]}))
    firm = {"organisation_id": shop, "materials": []}
    draft = await counter.drafted(service, "partner", **firm)
    made = await counter.applied(await counter.service(materials=[]), "partner", **firm)
    for by, to, dress in (
        ("partner", DAUGHTER, await given(counter, by="partner")),
        (MOTHER, "partner", await _given_to_partner(counter)),
    ):
        body = counter.content(service, organisation_id=shop)
        tried = await counter.refused(to, "PUT", f"/service-drafts/{new_id()}", body, **dress)
        assert tried == (422, "organisation_not_yours"), by
        for path in (f"/service-drafts/{draft['id']}", f"/me/service-applications/{made['id']}"):
            assert await counter.refused(to, "GET", path, **dress) == (404, "not_found"), by
        for path in ("/me/service-drafts", "/me/service-applications"):
            assert await listed(counter, to, path, **dress) == [], (by, path)
        for path in ("/me/service-applications", "/me/service-certificates"):
            found = await listed(counter, to, f"{path}?organisation=true", **dress)
            assert found == [], (by, path)


async def _given_to_partner(counter: Counter) -> dict[str, str]:
    body = terms(agent_phone="13900000031", permissions=[APPLY, HOLD])
    return {"X-On-Behalf-Of": (await counter.got(MOTHER, "POST", "/me/mandates", body))["id"]}


async def test_who_acted_for_the_applicant_does_not_handle_it(counter: Counter) -> None:
    dress = await given(counter, to=WORKER)
    made = await filed(counter, await counter.service(), dress, WORKER)
    answer = await counter.step(made, "acceptance", NO_NOTE)
    assert said(answer) == (403, "application_conflict")
    other = await counter.applied(await counter.service(), MOTHER)
    await counter.stepped(other, "return", ASK_CARD, "grid_chief")
    photos = [{"key": "id_card", "photo_ids": [await counter.photo(WORKER)]}]
    more = {"answers": None, "materials": photos, "note": None}
    path = f"/me/service-applications/{other['id']}/supplement"
    await counter.got(WORKER, "POST", path, more, **dress)
    path = f"/service-applications/{other['id']}/handler"
    taken = await counter.refused(WORKER, "PUT", path, {"take_over": True})
    assert taken == (403, "application_conflict")


async def test_a_daughter_says_yes_to_what_was_filled_in_at_the_door(counter: Counter) -> None:
    service, mother = await counter.service(), str(counter.cast.people[MOTHER])
    draft = await assisted(counter, service, mother)
    path = f"/service-drafts/{draft['id']}"
    await counter.got(DOOR, "POST", f"{path}/confirmation-request")
    dress, to_worker = await given(counter), await given(counter, to=DOOR)
    alone = await counter.refused(DOOR, "POST", f"{path}/submission", NOTHING, **to_worker)
    assert alone == (409, "confirmation_needed"), "who filled it in does not say yes to it"
    waiting = "/me/service-drafts?to_confirm=true"
    assert await listed(counter, DAUGHTER, waiting, **dress) == [draft["id"]]
    seen = await counter.ask(DAUGHTER, "GET", path, **dress)
    read = {"If-Match": seen.headers["etag"]}
    made = await counter.got(DAUGHTER, "POST", f"{path}/submission", NOTHING, **dress, **read)
    [step] = made["steps"]
    assert (made["channel"], step["by"]) == ("door", "受托人乙居民")
    assert step["note"] == "由受托人办理：由工作人员代填，受托人确认"


async def test_what_was_done_for_a_record_is_the_accounts(counter: Counter) -> None:
    """Staff wrote the mandate down: it ends when the human being has an account."""
    street = Street(counter.client, counter.cast)
    elder = str((await enter(street, name="戊居民")).json()["person_id"])
    record = {"principal_id": elder, "evidence_kind": "counter", "note": "当面说的"}
    body = terms(**record, permissions=[APPLY], agent_phone=PHONES[DAUGHTER])
    dress = {"X-On-Behalf-Of": (await counter.got(DOOR, "POST", "/mandates", body))["id"]}
    service, other = await counter.service(), await counter.service(title="居住证明")
    made = await filed(counter, service, dress)
    path = await drafted(counter, other, dress)
    await street.settled(OLD, OTHER_EMPTY, "family")
    merged = await merge(street, elder)
    assert merged.status_code == 201, merged.text
    own = f"/me/service-applications/{made['id']}"
    assert await counter.refused(DAUGHTER, "GET", own, **dress) == ENDED
    assert await counter.refused(DAUGHTER, "GET", path, **dress) == ENDED
    shown = await counter.got(OLD, "GET", own)
    assert shown["steps"][0]["by"] == "受托人乙居民"
    assert await listed(counter, OLD, "/me/service-drafts") == [path.rsplit("/", 1)[-1]]
