"""Explanations agree with what requests are answered, check by check."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person, Posting
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, MEMBERS, NEIGHBOUR, Cast

API = "/api/v1"
STAFF = [member.key for member in MEMBERS if member.held_at is not None]
BUILDINGS = [f"{HOME}-c1-b1", f"{HOME}-c2-b1", f"{NEIGHBOUR}-c1-b1"]
COMMUNITIES = [HOME, NEIGHBOUR]
QUESTIONS = [
    *((operation, at) for operation in ("issue_place_code", "accept_ticket") for at in BUILDINGS),
    *(("register_organisation", at) for at in COMMUNITIES),
    *(("make_custom_role", at) for at in COMMUNITIES),
]


async def explained(
    client: AsyncClient, cast: Cast, who: str, asker: str = "city_administrator", **more: Any
) -> Any:
    body = {"person_id": str(cast.people[who])} | more
    headers = await cast.headers(asker)
    answer = await client.post(f"{API}/access/explanations", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ticket_at(client: AsyncClient, cast: Cast, place: str) -> str:
    body = {
        "service_code": "environment",
        "text": "路灯不亮",
        "place_id": str(cast.places[place]),
    }
    headers = await cast.headers("newcomer")
    answer = await client.post(f"{API}/tickets", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def asked(
    client: AsyncClient, cast: Cast, headers: dict[str, str], operation: str, place: str
) -> int:
    """What the real request is answered."""
    place_id = str(cast.places[place])
    if operation == "issue_place_code":
        path, body = "/place-codes", {"place_id": place_id}
    elif operation == "register_organisation":
        path = "/organisations"
        body = {"name": "便民店", "partner_kind": "group", "community_id": place_id}
    elif operation == "make_custom_role":
        path = "/access/custom-roles"
        body = {"title": "值班", "held_kind": "community", "place_id": place_id}
        body |= {"permissions": ["place:establish"]}  # type: ignore[dict-item]  # a list of texts
    else:
        path, body = f"/tickets/{await ticket_at(client, cast, place)}/acceptance", {}
    return (await client.post(f"{API}{path}", json=body, headers=headers)).status_code


@pytest.mark.parametrize("who", STAFF)
async def test_it_agrees_with_the_request(client: AsyncClient, cast: Cast, who: str) -> None:
    theirs, asker = await cast.headers(who), await cast.headers("city_administrator")
    for operation, place in QUESTIONS:
        status = await asked(client, cast, theirs, operation, place)
        body = {"person_id": str(cast.people[who]), "operation": operation}
        body["place_id"] = str(cast.places[place])
        answer = await client.post(f"{API}/access/explanations", json=body, headers=asker)
        told = answer.json()
        assert told["allowed"] == (status not in {403, 404}), (operation, place, status, told)
        assert told["allowed"] == all(check["passed"] for check in told["checks"])


async def test_it_says_which_check_failed(client: AsyncClient, cast: Cast) -> None:
    place_id = str(cast.places[f"{NEIGHBOUR}-c1-b1"])
    told = await explained(
        client, cast, "community_worker", operation="accept_ticket", place_id=place_id
    )
    failed = {check["check"]: check["detail"] for check in told["checks"] if not check["passed"]}
    assert list(failed) == ["scope"]
    assert "不在“社区工作者”的任职范围内；" in failed["scope"]
    assert "微网格" in failed["scope"]
    told = await explained(client, cast, "micro_grid_worker", permission="ticket:accept")
    failed = {check["check"]: check["detail"] for check in told["checks"] if not check["passed"]}
    assert list(failed) == ["role"]
    assert "社区工作者" in failed["role"], "who has it"


async def test_the_account_and_the_postings(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """A posting that ended, and an account that was shut, as the next request finds them."""
    person_id = cast.people["community_worker"]
    yesterday = china_date(utc_now())
    posting = (await session.scalars(select(Posting).where(Posting.person_id == person_id))).one()
    await session.execute(
        update(Posting).where(Posting.person_id == person_id).values(ends_on=yesterday)
    )
    await session.commit()
    told = await explained(client, cast, "community_worker", operation="accept_ticket")
    by_check = {check["check"]: check for check in told["checks"]}
    assert (told["allowed"], told["acting_role"]) == (False, "resident")
    assert f"已于 {yesterday} 到期" in by_check["posting"]["detail"]
    told = await explained(
        client,
        cast,
        "community_worker",
        operation="accept_ticket",
        posting_id=str(posting.id),
    )
    assert not next(c for c in told["checks"] if c["check"] == "posting")["passed"]
    await session.execute(
        update(Person).where(Person.id == person_id).values(disabled_at=utc_now())
    )
    await session.commit()
    told = await explained(client, cast, "community_worker", operation="get_me")
    assert [c["check"] for c in told["checks"] if not c["passed"]] == ["account"]


async def second_posting(session: AsyncSession, cast: Cast) -> Posting:
    """The partner is a micro-grid worker besides."""
    worker = cast.people["micro_grid_worker"]
    held = (await session.scalars(select(Posting).where(Posting.person_id == worker))).one()
    columns = {c.name: getattr(held, c.name) for c in Posting.__table__.columns}
    columns |= {"id": new_id(), "person_id": cast.people["partner"], "duty": "deputy"}
    other = Posting(**columns)
    session.add(other)
    await session.commit()
    return other


async def test_another_posting_of_theirs_would_do(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """Said in the 403, and in the explanation."""
    other = await second_posting(session, cast)
    partner = cast.people["partner"]
    mine = await session.scalars(
        select(Posting.id).where(Posting.person_id == partner, Posting.role == "partner")
    )
    acting = str(mine.one())
    headers = await cast.headers("partner") | {"X-Acting-Posting": acting}
    refused = await client.get(f"{API}/residencies", headers=headers)
    assert refused.status_code == 403
    problem = refused.json()
    assert problem["other_posting_ids"] == [str(other.id)]
    assert "“微网格员”身份有，请切换身份" in problem["detail"]
    told = await explained(
        client, cast, "partner", permission="residency:verify", posting_id=acting
    )
    assert (told["allowed"], told["other_posting_ids"]) == (False, [str(other.id)])


async def test_the_level(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    person_id = cast.people["resident"]
    told = await explained(client, cast, "resident", operation="invite_to_dwelling")
    assert told["allowed"], told
    await session.execute(
        update(Person).where(Person.id == person_id).values(phone_index=None, phone_sealed=None)
    )
    await session.commit()
    told = await explained(client, cast, "resident", operation="invite_to_dwelling")
    failed = [check for check in told["checks"] if not check["passed"]]
    assert [check["check"] for check in failed] == ["level"]
    assert "请先绑定手机号" in failed[0]["detail"]


@pytest.mark.parametrize(
    ("asker", "who", "more", "status", "code"),
    [
        ("auditor", "resident", {"operation": "get_me"}, 200, None),
        ("subdistrict_administrator", "community_worker", {"operation": "get_me"}, 200, None),
        ("subdistrict_administrator", "far_community_worker", {"operation": "get_me"}, 404, None),
        ("city_administrator", "newcomer", {"operation": "get_me"}, 404, None),
        ("community_worker", "resident", {"operation": "get_me"}, 403, "permission_missing"),
        ("resident", "resident", {"operation": "get_me"}, 403, "permission_missing"),
        ("auditor", "resident", {}, 422, "one_right"),
        ("auditor", "resident", {"operation": "fly"}, 422, "right_unknown"),
        ("auditor", "resident", {"permission": "no:such"}, 422, "right_unknown"),
    ],
)
async def test_who_may_ask(
    client: AsyncClient,
    cast: Cast,
    asker: str,
    who: str,
    more: dict[str, str],
    status: int,
    code: str | None,
) -> None:
    body = {"person_id": str(cast.people[who])} | more
    answer = await client.post(
        f"{API}/access/explanations", json=body, headers=await cast.headers(asker)
    )
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
