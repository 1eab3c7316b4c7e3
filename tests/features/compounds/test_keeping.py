"""Keeping the file: nothing overlaps, nothing is lost, numbers are sealed."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook
from shequ_api.features.compounds.models import PropertyContract
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.features.compounds.hall import Hall


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_file_is_kept(hall: Hall) -> None:
    assert (await hall.sign()).status_code == 201
    body = {"mode": "lump_sum", "starts_on": "2024-01-01"}
    for _ in range(2):
        answer = await hall.ask("grid_chief", "PUT", hall.path("management-mode"), json=body)
        assert answer.status_code == 200, answer.text
    body = {"mode": "trust", "starts_on": "2025-06-01"}
    await hall.ask("community_worker", "PUT", hall.path("management-mode"), json=body)
    assert (await hall.found()).status_code == 201
    seen = await hall.file("subdistrict_administrator")
    [contract] = seen["contracts"]
    assert (contract["firm_name"], contract["contact_phone"]) == (
        "致强物业服务有限公司",
        "139******01",
    )
    assert [(one["mode_title"], one["starts_on"], one["ends_on"]) for one in seen["modes"]] == [
        ("信托制", "2025-06-01", None),
        ("包干制", "2024-01-01", "2025-06-01"),
    ]
    [committee] = seen["committees"]
    assert [(one["name"], one["title_text"], one["phone"]) for one in committee["members"]] == [
        ("李秀英", "主任", "138******00"),
        ("张建国", "委员", None),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"credit_code": "91350100M000100Y44"}, "credit_code_wrong"),
        ({"credit_code": "91350100M000100YO3"}, "credit_code_wrong"),
        ({"credit_code": "91350100m000100y43"}, "malformed"),
        ({"ends_on": "2024-01-01"}, "compound_days_unfit"),
        ({"contact_phone": "12900139001"}, "malformed"),
        ({"starts_on": "0001-01-01"}, "malformed"),
    ],
)
async def test_what_is_no_contract_is_refused(
    hall: Hall, change: dict[str, Any], code: str
) -> None:
    answer = await hall.sign(**change)
    assert said(answer) == (422, code)
    assert (await hall.file())["contracts"] == []


async def test_contracts_follow_each_other(hall: Hall) -> None:
    first = (await hall.sign()).json()["contracts"][0]
    assert said(await hall.sign(starts_on="2026-12-31", ends_on="2029-01-01")) == (
        409,
        "contracts_overlap",
    )
    assert (await hall.sign(starts_on="2027-01-01", ends_on="2030-01-01")).status_code == 201
    path = f"/property-contracts/{first['id']}"
    for day in ("2023-12-31", "2027-01-02"):
        assert said(await hall.end(path, day)) == (422, "compound_days_unfit")
    assert (await hall.end(path, "2026-06-01")).status_code == 200
    assert (await hall.sign(starts_on="2026-06-01", ends_on="2027-01-01")).status_code == 201
    days = [(one["starts_on"], one["ends_on"]) for one in (await hall.file())["contracts"]]
    assert days == [
        ("2027-01-01", "2030-01-01"),
        ("2026-06-01", "2027-01-01"),
        ("2024-01-01", "2026-06-01"),
    ]


async def test_what_was_a_mistake_never_was(hall: Hall) -> None:
    wrong = (await hall.sign()).json()["contracts"][0]
    await hall.end(f"/property-contracts/{wrong['id']}", "2024-01-01")
    assert (await hall.file())["contracts"] == []
    assert (await hall.sign()).status_code == 201


async def test_a_firm_is_its_code(hall: Hall) -> None:
    await hall.sign()
    other = {"starts_on": "2027-01-01", "ends_on": "2028-01-01", "firm_name": "别家物业"}
    assert said(await hall.sign(**other)) == (409, "firm_named_otherwise")
    path, body = "/property-firms/91350100M000100Y43", {"name": "别家物业"}
    assert (await hall.ask("community_worker", "PUT", path, json=body)).status_code == 403
    renamed = await hall.ask("district_administrator", "PUT", path, json=body)
    assert renamed.json()["name"] == "别家物业"
    names = {one["firm_name"] for one in (await hall.sign(**other)).json()["contracts"]}
    assert names == {"别家物业"}


async def test_terms_and_offices_do_not_overlap(hall: Hall) -> None:
    committee = (await hall.found()).json()["committees"][0]
    assert said(await hall.found(starts_on="2029-01-01", ends_on="2034-01-01")) == (
        409,
        "terms_overlap",
    )
    other: dict[str, Any] = {"kind": "compound_committee", "name": "东苑管委会", "members": []}
    assert (await hall.found(**other)).status_code == 201, "another kind stands beside it"
    path = f"/committees/{committee['id']}/members"

    async def seat(**member: Any) -> tuple[int, str | None]:
        answer = await hall.ask("community_worker", "POST", path, json=member)
        return answer.status_code, answer.json().get("code")

    chair = committee["members"][0]
    assert await seat(name="王芳", title="director") == (409, "director_twice")
    assert await seat(name="李秀英", title="member") == (409, "member_twice")
    outside = {"starts_on": "2024-01-01", "ends_on": "2026-01-01"}
    assert await seat(name="王芳", title="member", **outside) == (422, "compound_days_unfit")
    await hall.end(f"/committee-members/{chair['id']}", "2026-01-01")
    assert await seat(name="王芳", title="director", starts_on="2026-01-01") == (201, None)
    late = {"starts_on": "2028-01-01"}
    assert await seat(name="赵敏", title="secretary", **late) == (201, None)
    ended = await hall.end(f"/committees/{committee['id']}", "2027-01-01")
    term = next(one for one in ended.json()["committees"] if one["id"] == committee["id"])
    members = {one["name"]: one["ends_on"] for one in term["members"]}
    assert members == {"李秀英": "2026-01-01", "张建国": "2027-01-01", "王芳": "2027-01-01"}
    assert (await hall.found(starts_on="2027-01-01", ends_on="2032-01-01")).status_code == 201


async def test_a_number_is_sealed_and_each_look_is_logged(
    hall: Hall, session: AsyncSession
) -> None:
    contract = (await hall.sign()).json()["contracts"][0]
    chair = (await hall.found()).json()["committees"][0]["members"][0]
    for row in (await session.scalars(select(PropertyContract))).all():
        assert row.contact_phone_sealed is not None
        assert b"139001" not in row.contact_phone_sealed
    paths = [f"/property-contracts/{contract['id']}", f"/committee-members/{chair['id']}"]
    assert (await hall.reveal(paths[0])).json()["phone"] == "13900139001"
    assert (await hall.reveal(paths[1], who="grid_chief")).json()["phone"] == "13800138000"
    looks = (await session.execute(select(AccessLook.subject_kind, AccessLook.subject_id))).all()
    assert {(kind, str(subject)) for kind, subject in looks} == {
        ("property_contract", contract["id"]),
        ("committee_member", chair["id"]),
    }
    for who, status in (
        ("subdistrict_administrator", 403),
        ("committee_member", 403),
        ("far_community_worker", 404),
        ("resident", 404),
    ):
        for path in paths:
            assert (await hall.reveal(path, who=who)).status_code == status, who
    assert (await hall.reveal(paths[0], reason="")).status_code == 422
    assert len((await session.execute(select(AccessLook.subject_id))).all()) == 2


async def test_who_keeps_and_who_reads(hall: Hall) -> None:
    await hall.sign()
    for who, status in (
        ("resident", 404),
        ("micro_grid_worker", 404),
        ("far_community_worker", 404),
        ("committee_member", 200),
        ("district_administrator", 200),
        ("city_administrator", 200),
        ("partner", 403),
        ("department_officer", 403),
    ):
        answer = await hall.ask(who, "GET", hall.path("file"))
        assert answer.status_code == status, who
    later = {"starts_on": "2027-01-01", "ends_on": "2028-01-01"}
    for who, status in (
        ("committee_member", 403),
        ("district_administrator", 403),
        ("far_community_worker", 404),
        ("resident", 404),
        ("subdistrict_administrator", 201),
    ):
        assert (await hall.sign(who=who, **later)).status_code == status, who
    for code in (f"{HOME}-c1-b1", HOME):
        assert (await hall.sign(code=code)).status_code == 404, "no compound"
    nothing = f"/property-contracts/{new_id()}"
    assert (await hall.end(nothing, "2026-01-01")).status_code == 404


async def test_residents_read_the_open_part(hall: Hall) -> None:
    await hall.sign(starts_on="2024-01-01", ends_on="2099-01-01")
    body = {"mode": "trust", "starts_on": "2025-06-01"}
    await hall.ask("community_worker", "PUT", hall.path("management-mode"), json=body)
    await hall.found(ends_on="2099-01-01")
    for who, status in (
        ("resident", 200),
        ("same_compound", 200),
        ("community_worker", 200),
        ("committee_member", 200),
        ("far_resident", 404),
        ("newcomer", 404),
        ("far_community_worker", 404),
    ):
        answer = await hall.ask(who, "GET", hall.path("open-file"))
        assert answer.status_code == status, who
    seen = (await hall.ask("resident", "GET", hall.path("open-file"))).json()
    assert (seen["firm_name"], seen["mode_title"]) == ("致强物业服务有限公司", "信托制")
    [committee] = seen["committees"]
    assert [one["name"] for one in committee["members"]] == ["李秀英", "张建国"]
    text = str(seen)
    assert "138" not in text.replace("-0138", "")
    assert "王经理" not in text
    elsewhere = await hall.ask("resident", "GET", hall.path("open-file", f"{NEIGHBOUR}-c1"))
    assert elsewhere.status_code == 404


async def test_of_many_at_once_one_is_kept(busy_hall: Hall) -> None:
    signed = await asyncio.gather(*(busy_hall.sign() for _ in range(6)))
    assert sorted(one.status_code for one in signed) == [201] + [409] * 5
    path = busy_hall.path("management-mode")
    days = [f"2025-0{month}-01" for month in range(1, 7)]
    modes = ["trust", "lump_sum"] * 3
    await asyncio.gather(
        *(
            busy_hall.ask("community_worker", "PUT", path, json={"mode": mode, "starts_on": day})
            for mode, day in zip(modes, days, strict=True)
        )
    )
    kept = (await busy_hall.file())["modes"]
    assert [one["starts_on"] for one in kept] == days[::-1]
    assert [one["ends_on"] for one in kept].count(None) == 1
    assert all(early["ends_on"] == late["starts_on"] for late, early in pairwise(kept))


async def test_who_entered_what_is_part_of_their_copy(hall: Hall) -> None:
    await hall.sign()
    await hall.found()
    copy = (await hall.ask("community_worker", "GET", "/me/personal-data")).json()
    [part] = [one["data"] for one in copy["parts"] if one["module"] == "compounds"]
    assert [line["小区"] for line in part["登记的物业合同"]] == ["东苑"]
    assert len(part["登记的业委会（管委会）成员"]) == 2
