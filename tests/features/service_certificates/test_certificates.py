"""Certificates: anybody checks them by number and code; their office revokes and replaces them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.service_certificates.address import ServiceCertificateAddress
from shequ_api.features.service_certificates.models import ServiceCertificate
from shequ_api.features.service_certificates.personal import PERSONAL_DATA
from shequ_api.features.service_certificates.showing import paper
from shequ_api.kit.check_digits import damm_digit
from shequ_api.kit.checked_papers import drawn
from shequ_api.kit.clock import china_date, utc_now
from tests.clocks import Work
from tests.features.service_applications.counter import CHIEF, WORKER, Counter

CERTIFICATE = {"kind": "certificate", "title": "资格认定书", "valid_days": 365, "states": []}
GRANT = {"note": None, "certified": "每月 100 元"}
MINE = "/me/service-certificates"
SHOWN = {
    *("number", "title", "service_title", "holder_name", "office_name", "issued_on"),
    *("valid_until", "state", "state_title", "name_shown", "said", "stated", "revoked_on"),
}


async def certified(counter: Counter) -> dict[str, Any]:
    made = await counter.accepted(await counter.service(result=CERTIFICATE))
    done = await counter.stepped(made, "grant", GRANT)
    shown: dict[str, Any] = await counter.got("resident", "GET", f"{MINE}/{done['certificate_id']}")
    return shown


async def check(client: AsyncClient, url: str) -> Any:
    number, code = url.split("/")[-2:]
    return await client.get(f"/api/v1/service-certificate-checks/{number}/{code}")


async def test_anybody_checks_it_by_number_and_code(counter: Counter, client: AsyncClient) -> None:
    mine = await certified(counter)
    assert (mine["holder_name"], mine["said"], damm_digit(mine["number"])) == (
        "甲居民",
        "每月 100 元",
        "0",
    )
    until = china_date(utc_now()) + timedelta(days=364)
    assert (mine["valid_until"], mine["state"]) == (str(until), "valid")
    answer = await check(client, mine["check_url"].lower())
    assert answer.status_code == 200
    told = answer.json()
    assert told.keys() == SHOWN and told["holder_name"] == "甲*民"
    assert (told["said"], told["stated"]) == (None, [])
    page = await client.get("/z/" + "/".join(mine["check_url"].split("/")[-2:]))
    assert page.status_code == 200 and "甲*民" in page.text and "资格认定书：有效" in page.text
    assert "每月 100 元" not in page.text and "持有人未公开" in page.text
    assert (await client.get("/z/1/2")).status_code == 404
    one_alone = await client.get(f"/api/v1/service-certificate-checks/{mine['number']}/X")
    assert (one_alone.status_code, one_alone.json()["code"]) == (404, "service_certificate_unknown")
    path = f"{MINE}/{mine['id']}"
    await counter.got("resident", "PUT", f"{path}/name-shown", {"name_shown": "full"})
    told = (await check(client, mine["check_url"])).json()
    assert (told["holder_name"], told["said"], told["stated"]) == (
        "甲居民",
        mine["said"],
        mine["stated"],
    )
    assert (await counter.ask("same_building", "GET", path)).status_code == 404
    [line] = (await counter.got("resident", "GET", MINE))["items"]
    assert line["id"] == mine["id"]
    paper = await counter.ask("resident", "GET", f"{path}/paper")
    assert paper.content.startswith(b"%PDF")


async def test_what_stands_on_a_paper_is_not_drawn_for_another(
    counter: Counter, session: AsyncSession
) -> None:
    mine = await certified(counter)
    lots = iter([mine["number"], mine["number"], "510108000000000"])
    found = await drawn(session, ServiceCertificate.number, lambda: next(lots))
    assert found == "510108000000000"


async def test_guessing_is_slowed_down(client: AsyncClient, cast: Any) -> None:
    url = "/api/v1/service-certificate-checks/510108000000000/22222"
    codes = [(await client.get(url)).status_code for _ in range(21)]
    assert codes == [404] * 20 + [429]


async def test_its_office_revokes_and_replaces_it(
    counter: Counter, client: AsyncClient, work: Work
) -> None:
    mine = await certified(counter)
    path = f"/service-certificates/{mine['id']}"
    [issued] = (await counter.got(WORKER, "GET", "/service-certificates"))["items"]
    assert issued["id"] == mine["id"]
    reason = {"reason": "经复核不符合条件"}
    for stranger in ("far_community_worker", "subdistrict_administrator"):
        answer = await counter.ask(stranger, "POST", f"{path}/revocation", reason)
        assert answer.status_code == 404
    said = {"holder_name": "甲大居民", "said": None, "reason": "姓名更正"}
    newer = await counter.got(CHIEF, "POST", f"{path}/replacement", said)
    assert (newer["valid_until"], newer["holder_name"]) == (mine["valid_until"], "甲大居民")
    old = await counter.got("resident", "GET", f"{MINE}/{mine['id']}")
    assert (old["revoked_for"], old["replaced_by_id"]) == ("replaced", newer["id"])
    assert (await check(client, mine["check_url"])).json()["state"] == "revoked"
    again = await counter.refused(CHIEF, "POST", f"{path}/replacement", said)
    assert again == (409, "service_certificate_revoked")
    path = f"/service-certificates/{newer['id']}/revocation"
    gone = await counter.got(WORKER, "POST", path, reason)
    assert (gone["revoked_for"], gone["revocation_reason"]) == ("office", "经复核不符合条件")
    await work()
    told = (await counter.got("resident", "GET", "/me/messages?unread=true"))["items"]
    assert "电子证明已作废" in [each["title"] for each in told]


async def test_who_serves_an_organisation_is_told_that_its_certificate_is_revoked(
    counter: Counter, work: Work, session: AsyncSession
) -> None:
    found = select(Posting.organisation_id).where(
        Posting.person_id == counter.cast.people["partner"]
    )
    shop = str(await session.scalar(found))
    service = await counter.service(result=CERTIFICATE, materials=[])
    made = await counter.applied(service, "partner", organisation_id=shop, materials=[])
    await counter.stepped(made, "acceptance", {"note": None})
    done = await counter.stepped(made, "grant", GRANT)
    path = f"/service-certificates/{done['certificate_id']}/revocation"
    await counter.got(WORKER, "POST", path, {"reason": "经复核不符合条件"})
    await work()
    told = (await counter.got("partner", "GET", "/me/messages?unread=true"))["items"]
    [ended] = [each for each in told if each["title"] == "电子证明已作废"]
    assert ended["about_id"] == done["certificate_id"]
    shown = await counter.got("partner", "GET", f"{MINE}/{done['certificate_id']}")
    assert shown["state"] == "revoked"


async def test_it_states_what_its_guide_chose_of_the_answers(
    counter: Counter, client: AsyncClient, session: AsyncSession
) -> None:
    result = CERTIFICATE | {"states": ["children", "bank"]}
    service = await counter.service(result=result)
    made = await counter.applied(service, answers={"bank": "成都银行", "children": 2})
    await counter.stepped(made, "acceptance", {"note": None})
    done = await counter.stepped(made, "grant", GRANT)
    mine = await counter.got("resident", "GET", f"{MINE}/{done['certificate_id']}")
    lines = [{"label": "子女数", "value": "2"}, {"label": "开户银行", "value": "成都银行"}]
    assert (mine["said"], mine["stated"]) == ("每月 100 元", lines)
    kept = await session.get_one(ServiceCertificate, UUID(mine["id"]))
    address = ServiceCertificateAddress("https://example.org")
    printed = paper(kept, address, china_date(utc_now())).lines
    assert printed[1:] == ["每月 100 元", "子女数：2", "开户银行：成都银行"]
    assert (await check(client, mine["check_url"])).json().keys() == SHOWN
    said = {"holder_name": "甲大居民", "said": None, "reason": "姓名更正"}
    path = f"/service-certificates/{mine['id']}/replacement"
    assert (await counter.got(CHIEF, "POST", path, said))["stated"] == lines
    await PERSONAL_DATA.erase(session, counter.cast.people["resident"], utc_now())
    await session.refresh(kept)
    assert kept.stated == []


async def test_an_application_shows_the_certificate_that_holds_now(counter: Counter) -> None:
    made = await counter.accepted(await counter.service(result=CERTIFICATE))
    last = (await counter.stepped(made, "grant", GRANT))["certificate_id"]
    said = {"holder_name": "甲大居民", "said": None, "reason": "姓名更正"}
    for _ in range(2):
        path = f"/service-certificates/{last}/replacement"
        last = (await counter.got(CHIEF, "POST", path, said))["id"]
    assert (await counter.mine(made))["certificate_id"] == last


async def test_nothing_is_said_to_be_certified_where_nothing_is(counter: Counter) -> None:
    made = await counter.accepted(await counter.service())
    refused = await counter.step(made, "grant", GRANT)
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_certified")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/certified"]
    done = await counter.stepped(made, "grant", GRANT | {"certified": None})
    assert (done["state"], done["certificate_id"]) == ("granted", None)


async def test_it_expires_and_goes_with_its_holder(
    counter: Counter, client: AsyncClient, session: AsyncSession
) -> None:
    mine = await certified(counter)
    this = update(ServiceCertificate).where(ServiceCertificate.id == UUID(mine["id"]))
    yesterday = china_date(utc_now()) - timedelta(days=1)
    await session.execute(this.values(valid_until=yesterday))
    await session.commit()
    assert (await check(client, mine["check_url"])).json()["state"] == "expired"
    resident = counter.cast.people["resident"]
    told = await PERSONAL_DATA.collect(session, session.info["parts"], resident)
    assert [each["编号"] for each in told["电子证明"]] == [mine["number"]]
    await PERSONAL_DATA.merge(session, counter.cast.people["newcomer"], resident, utc_now())
    await PERSONAL_DATA.erase(session, counter.cast.people["newcomer"], utc_now())
    await session.commit()
    shown = (await check(client, mine["check_url"])).json()
    assert shown["state"] == "revoked" and "甲" not in shown["holder_name"]
