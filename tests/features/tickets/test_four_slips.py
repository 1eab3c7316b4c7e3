"""居民下单 → 社区接单 → 共建结单 → 群众评单, over HTTP."""

from typing import Any

from httpx import AsyncClient

from tests.cast import HOME, Cast
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS, photo_of, step


async def test_the_four_slips(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> None:
    resident = await cast.headers("resident")
    before = await photo_of(client, resident, "brown")
    ticket = await file_ticket(photo_ids=[before])
    assert ticket["state"] == "submitted"
    assert ticket["legal_steps"] == ["accept", "decline", "withdraw"]

    accepted = await step(client, cast, "community_worker", ticket, "acceptance", note="收到")
    assert accepted.json()["state"] == "accepted", accepted.text
    worker = str(cast.people["micro_grid_worker"])
    assigned = await step(client, cast, "community_worker", ticket, "assignment", person_id=worker)
    assert assigned.json()["assignee_name"] == "甲微格"
    evidence = await photo_of(client, await cast.headers("micro_grid_worker"), "green")
    settled = await step(
        client,
        cast,
        "micro_grid_worker",
        ticket,
        "settlement",
        note="已清运",
        photo_ids=[evidence],
    )
    assert settled.json()["state"] == "settled", settled.text
    rated = await step(client, cast, "resident", ticket, "ratings/mine", score=5, comment="很快")
    assert rated.status_code == 200, rated.text
    shown_to = await cast.headers("resident")
    seen = (await client.get(f"{TICKETS}/{ticket['id']}", headers=shown_to)).json()
    assert (seen["state"], seen["score"]) == ("rated", 5)
    assert [slip["step"] for slip in seen["slips"]] == [
        *("submit", "accept", "assign", "settle", "rate"),
    ]
    assert [slip["actor_name"] for slip in seen["slips"]] == [
        *("甲居民", "甲社工", "甲社工", "甲微格", "甲居民"),
    ]
    assert {photo["step"] for photo in seen["photos"]} == {"submit", "settle"}
    shown = await client.get(seen["photos"][0]["photo"]["url"])
    assert shown.headers["content-type"] == "image/jpeg"


async def test_illegal_steps_name_the_legal_ones(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    early = await step(client, cast, "resident", ticket, "ratings/mine", score=5)
    assert (early.status_code, early.json()["code"]) == (409, "ticket_not_settled")
    early = await step(client, cast, "community_worker", ticket, "settlement", note="办好了")
    assert (early.status_code, early.json()["code"]) == (409, "illegal_step")
    assert early.json()["legal_steps"] == ["accept", "decline", "withdraw"]
    await step(client, cast, "community_worker", ticket, "acceptance")
    twice = await step(client, cast, "community_worker", ticket, "acceptance")
    assert twice.json()["legal_steps"] == ["assign", "claim", "settle", "withdraw"]


async def test_a_repeated_slip_with_its_key_is_answered_again(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    headers = await cast.headers("community_worker") | {"Idempotency-Key": "accept-1"}
    url = f"{TICKETS}/{ticket['id']}/acceptance"
    first = await client.post(url, json={}, headers=headers)
    again = await client.post(url, json={}, headers=headers)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_strangers_see_nothing_and_members_without_the_right_hear_why(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket(text="楼道 canary-7f3a")
    url = f"{TICKETS}/{ticket['id']}"
    for stranger in (
        *("same_building", "far_resident", "far_community_worker", "next_micro_worker"),
        *("next_general_worker", "partner", "far_partner"),
    ):
        answer = await client.get(url, headers=await cast.headers(stranger))
        assert answer.status_code == 404, stranger
        assert "canary" not in answer.text
    for member in ("micro_grid_worker", "general_grid_worker", "district_administrator"):
        answer = await client.get(url, headers=await cast.headers(member))
        assert answer.status_code == 200, member
        refused = await step(client, cast, member, ticket, "acceptance")
        assert refused.status_code == 403, member
        assert refused.json()["permission"] == "ticket:accept"
    assert (await client.get(url)).status_code == 401


async def test_a_partner_handles_what_is_assigned_without_knowing_who(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    await step(client, cast, "community_worker", ticket, "acceptance")
    partner = str(cast.people["partner"])
    await step(client, cast, "community_worker", ticket, "assignment", person_id=partner)
    headers = await cast.headers("partner")
    seen = (await client.get(f"{TICKETS}/{ticket['id']}", headers=headers)).json()
    assert seen["reporter_id"] is None
    assert seen["reporter_name"] == "甲*民"
    assert "甲居民" not in str(seen)
    listed = await client.get(TICKETS, params={"view": "assigned"}, headers=headers)
    assert [line["id"] for line in listed.json()["items"]] == [ticket["id"]]
    settled = await step(client, cast, "partner", ticket, "settlement", note="修好了")
    assert settled.json()["state"] == "settled"


async def test_who_may_be_given_a_ticket_and_who_may_settle_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    await step(client, cast, "community_worker", ticket, "acceptance")
    for unfit in ("resident", "far_partner", "far_community_worker", "district_administrator"):
        answer = await step(
            client,
            cast,
            "community_worker",
            ticket,
            "assignment",
            person_id=str(cast.people[unfit]),
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "assignee_unfit"), unfit
    other = await step(client, cast, "micro_grid_worker", ticket, "settlement", note="我来")
    assert (other.status_code, other.json()["code"]) == (403, "not_your_task")


async def test_declining_withdrawing_and_rating_belong_to_their_people(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    foreign = await step(client, cast, "community_worker", ticket, "withdrawal", reason="不要了")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_your_ticket")
    mine = await step(client, cast, "resident", ticket, "withdrawal", reason="已解决")
    assert mine.json()["state"] == "withdrawn"
    second = await file_ticket()
    declined = await step(client, cast, "community_worker", second, "refusal", reason="属物业")
    assert declined.json()["slips"][-1]["note"] == "属物业"
    assert declined.json()["legal_steps"] == []


async def test_a_ticket_without_a_place_goes_to_the_home_community(
    client: AsyncClient, cast: Cast
) -> None:
    body = {"service_code": "other", "text": "请问活动时间"}
    answer = await client.post(TICKETS, json=body, headers=await cast.headers("resident"))
    assert answer.json()["place_id"] == str(cast.places[HOME])
    homeless = await client.post(TICKETS, json=body, headers=await cast.headers("newcomer"))
    assert (homeless.status_code, homeless.json()["code"]) == (422, "place_needed")


async def test_unfit_drafts_are_refused_and_leave_nothing(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    headers = await cast.headers("resident")
    foreign_photo = await photo_of(client, await cast.headers("same_building"), "red")
    good = {"service_code": "other", "text": "x", "place_id": str(cast.places[HOME])}
    district = str(cast.places["510108000000"])
    changes: list[tuple[dict[str, Any], int, str]] = [
        ({"service_code": "nonsense"}, 422, "service_unknown"),
        ({"place_id": district}, 422, "not_in_a_community"),
        ({"place_id": "0190f5fe-7c00-7a00-8000-000000000000"}, 404, "not_found"),
        ({"photo_ids": [foreign_photo]}, 422, "photo_unknown"),
        ({"text": "a\u0000b"}, 422, "malformed"),
        ({"text": "  "}, 422, "malformed"),
        ({"unknown": 1}, 422, "malformed"),
    ]
    for change, status, code in changes:
        answer = await client.post(TICKETS, json=good | change, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code), change
    listed = await client.get(TICKETS, headers=headers)
    assert listed.json() == {"items": [], "next_cursor": None}


async def test_lists_by_view_scope_state_and_page(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    made = [(await file_ticket(text=f"第{n}件"))["id"] for n in range(5)]
    elsewhere = await file_ticket("far_resident", place_id=str(cast.places["510108014012-c1-b1"]))
    headers = await cast.headers("general_grid_worker")
    params: dict[str, Any] = {"view": "scope", "limit": 2}
    seen: list[str] = []
    while True:
        page = (await client.get(TICKETS, params=params, headers=headers)).json()
        seen += [line["id"] for line in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == made[::-1]
    assert elsewhere["id"] not in seen
    none = {"view": "scope", "state": "settled"}
    assert (await client.get(TICKETS, params=none, headers=headers)).json()["items"] == []
    # A cursor is bound to its reader.
    stolen = {"view": "scope", "limit": 2, "cursor": params["cursor"]}
    other = await client.get(TICKETS, params=stolen, headers=await cast.headers("community_worker"))
    assert (other.status_code, other.json()["code"]) == (400, "cursor_invalid")
