"""How far a ticket is, in its place's words: guarded moves, inheritance, editions, races."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.ticket_substates.models import TicketSubstateChange
from shequ_api.features.ticket_substates.personal import collect, erase
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.counting import Queries
from tests.features.ticket_substates.progress import Progress
from tests.features.tickets.slips import step


async def test_moves_are_guarded_and_say_what_is_allowed(progress: Progress) -> None:
    ticket = await progress.handled()
    look = await progress.defined("look", position=1)
    parts = await progress.defined("parts", position=2, opening=False, after=[look["id"]])
    far = await progress.defined("far", by="far_community_worker")
    for wrong in (parts, far, {"id": ticket["id"]}):
        refused = await progress.put(ticket, wrong)
        assert (refused.status_code, refused.json()["code"]) == (409, "ticket_substate_illegal")
        allowed = [{name: look[name] for name in ("id", "code", "title")}]
        assert (refused.json()["state"], refused.json()["substate_id"]) == ("resolving", None)
        assert refused.json()["allowed"] == allowed
    assert [each["code"] for each in (await progress.of(ticket))["next"]] == ["look"]
    assert (await progress.put(ticket, look)).status_code == 200
    view = (await progress.put(ticket, parts)).json()
    assert (view["substate"]["code"], view["next"]) == ("parts", [])
    back = await progress.put(ticket, look)
    assert (back.status_code, back.json()["allowed"]) == (409, [])
    assert back.json()["substate_id"] == parts["id"]


async def test_said_twice_is_said_once(progress: Progress) -> None:
    ticket, look = await progress.handled(), await progress.defined("look")
    for _ in range(2):
        assert (await progress.put(ticket, look)).status_code == 200
    assert len(await progress.items(f"/tickets/{ticket['id']}/substate-changes")) == 1


async def test_it_is_signed_on_the_trail_and_its_note_is_for_staff(
    progress: Progress, session: AsyncSession
) -> None:
    ticket = await progress.handled()
    noted = await progress.defined("noted", needs_note=True, public_title="配件采购中")
    hidden = await progress.defined("hidden", opening=False, after=[noted["id"]])
    bare = await progress.put(ticket, noted)
    assert (bare.status_code, bare.json()["code"]) == (422, "ticket_substate_note_needed")
    assert (await progress.put(ticket, noted, note="找老张拿货")).status_code == 200
    assert (await progress.put(ticket, hidden, note="此人常来")).status_code == 200
    logged = select(StepLog).where(StepLog.step == "progress").order_by(StepLog.number)
    steps = (await session.scalars(logged)).all()
    worker = progress.cast.people["micro_grid_worker"]
    assert [(each.actor_id, each.note) for each in steps] == [(worker, None)] * 2
    assert [each.facts["substate_id"] for each in steps] == [noted["id"], hidden["id"]]
    for reader in ("resident", "same_building"):
        assert await progress.told(ticket, reader) == ["配件采购中"], "what is hidden is not told"
    for path in ("", "/timeline", "/trail"):
        told = await progress.ask("resident", "GET", f"/tickets/{ticket['id']}{path}")
        assert told.status_code == 200
        for word in ("老张", "常来", "内部"):
            assert word not in told.text
    changes = await progress.items(f"/tickets/{ticket['id']}/substate-changes")
    assert [(each["code"], each["note"], each["set_by_name"]) for each in changes] == [
        ("hidden", "此人常来", "甲微格"),
        ("noted", "找老张拿货", "甲微格"),
    ]
    for path in ("substate", "substate-changes"):
        refused = await progress.ask("resident", "GET", f"/tickets/{ticket['id']}/{path}")
        assert refused.status_code == 403


async def test_residents_are_told_of_what_has_words_for_them(
    progress: Progress, work: Callable[[], Awaitable[int]]
) -> None:
    for title, kinds in ((None, 0), ("已看过现场", 1)):
        ticket = await progress.handled()
        look = await progress.defined(f"look{kinds}", public_title=title)
        assert (await progress.put(ticket, look)).status_code == 200
        await work()
        told = await progress.items("/me/messages?limit=100", "resident")
        assert [each["kind"] for each in told].count("ticket_progressed") == kinds


async def test_leaving_the_state_ends_it_whichever_way(progress: Progress) -> None:
    look = await progress.defined("look", public_title="已看过现场")
    assign = {"person_id": str(progress.cast.people["partner"]), "note": None}
    ends = (
        ("settlement", "micro_grid_worker", {"note": "办好了"}),
        ("return", "micro_grid_worker", {"reason": "不归我管"}),
    )
    for slip, by, body in ends:
        ticket = await progress.handled()
        await progress.put(ticket, look)
        assert (await progress.of(ticket))["substate"]["code"] == "look"
        left = await step(progress.client, progress.cast, by, ticket, slip, **body)
        assert left.status_code == 200, left.text
        assert (await progress.of(ticket, "community_worker"))["substate"] is None
    again = await step(
        progress.client, progress.cast, "community_worker", ticket, "assignment", **assign
    )
    assert again.status_code == 200, again.text
    assert (await progress.of(ticket, "community_worker"))["substate"] is None, "it begins anew"
    assert await progress.told(ticket) == ["已看过现场"], "that it was so stays told"


async def test_what_is_defined_above_is_offered_below_and_changed_above(
    progress: Progress,
) -> None:
    above = await progress.defined("above", by="district_administrator", position=1)
    street = await progress.defined("street", by="subdistrict_administrator", position=2)
    own = await progress.defined("own", position=3, after=[above["id"], street["id"]])
    await progress.defined("foreign", by="far_community_worker")
    ticket = await progress.handled()
    offered = [each["code"] for each in (await progress.of(ticket))["next"]]
    assert offered == ["above", "street", "own"]
    listed = await progress.items("/ticket-substates?state=resolving", "micro_grid_worker")
    assert [each["code"] for each in listed] == offered
    assert await progress.items("/ticket-substates?state=accepted") == []
    body = {"title": "改"}
    for row, status in ((above, 404), (own, 200)):
        path, match = f"/ticket-substates/{row['id']}", {"If-Match": '"v1"'}
        answer = await progress.ask("community_worker", "PUT", path, json=body, headers=match)
        assert answer.status_code == status
    upside = await progress.define("up", "district_administrator", after=[own["id"]])
    assert (upside.status_code, upside.json()["unknown"]) == (422, [own["id"]])
    crossed = await progress.define("cross", state="accepted", after=[own["id"]])
    assert crossed.json()["code"] == "ticket_substate_before_unknown"
    twice = await progress.define("own")
    assert (twice.status_code, twice.json()["code"]) == (409, "ticket_substate_code_taken")
    for by, status in (("micro_grid_worker", 403), ("city_administrator", 403), ("resident", 403)):
        assert (await progress.define("no", by)).status_code == status


async def test_history_keeps_its_titles_and_what_is_retired_stands(progress: Progress) -> None:
    ticket, other = await progress.handled(), await progress.handled()
    look = await progress.defined("look", public_title="现场查看")
    after = await progress.defined("after", opening=False, after=[look["id"]])
    await progress.put(ticket, look)
    look = await progress.changed("community_worker", look, title="踏勘", public_title="现场踏勘")
    assert (await progress.of(ticket))["substate"]["title"] == "踏勘"
    retired = await progress.ask(
        "community_worker", "POST", f"/ticket-substates/{look['id']}/retirement"
    )
    assert retired.status_code == 200
    for _ in range(2):
        assert (await progress.of(ticket))["substate"]["code"] == "look", "where it stands"
    [change] = await progress.items(f"/tickets/{ticket['id']}/substate-changes")
    assert (change["title"], change["public_title"]) == ("内部look", "现场查看")
    assert await progress.told(ticket) == ["现场查看"]
    refused = await progress.put(other, look)
    assert (refused.status_code, refused.json()["allowed"]) == (409, [])
    assert (await progress.put(ticket, after)).status_code == 200, "it leads on from there"
    match = {"If-Match": retired.headers["etag"]}
    path = f"/ticket-substates/{look['id']}"
    shut = await progress.ask(
        "community_worker", "PUT", path, json={"title": "再改"}, headers=match
    )
    assert (shut.status_code, shut.json()["code"]) == (409, "ticket_substate_retired")
    codes = [each["code"] for each in await progress.items("/ticket-substates")]
    both = [each["code"] for each in await progress.items("/ticket-substates?retired=true")]
    assert ("look" in codes, "look" in both) == (False, True)


async def test_whoever_ordered_it_reads_no_notes_under_an_office_either(
    progress: Progress,
) -> None:
    ticket = await progress.file("micro_grid_worker")
    for path in ("substate", "substate-changes"):
        whole = f"/tickets/{ticket['id']}/{path}"
        refused = await progress.ask("micro_grid_worker", "GET", whole)
        assert (refused.status_code, refused.json()["code"]) == (403, "ticket_progress_is_staffs")
        assert (await progress.ask("community_worker", "GET", whole)).status_code == 200


async def test_from_one_that_is_offered_no_more_it_begins_anew(progress: Progress) -> None:
    ticket = await progress.handled()
    look, other = await progress.defined("look", position=1), await progress.defined("other")
    await progress.put(ticket, look)
    stuck = await progress.put(ticket, other)
    assert (stuck.status_code, stuck.json()["allowed"]) == (409, []), "its office wants it so"
    retired = f"/ticket-substates/{look['id']}/retirement"
    assert (await progress.ask("community_worker", "POST", retired)).status_code == 200
    assert [each["code"] for each in (await progress.of(ticket))["next"]] == ["other"]
    assert (await progress.put(ticket, other)).status_code == 200


async def test_who_handles_it_says_it(progress: Progress) -> None:
    ticket, look = await progress.handled(), await progress.defined("look")
    for by, status in (
        ("resident", 403),
        ("subdistrict_administrator", 403),
        ("general_grid_worker", 403),
        ("far_community_worker", 404),
        ("partner", 404),
        ("community_worker", 200),
    ):
        assert (await progress.put(ticket, look, by)).status_code == status, by


async def test_lists_and_counts(progress: Progress, queries: Queries) -> None:
    look = await progress.defined("look", by="district_administrator")
    other = await progress.defined("other")
    tickets = [await progress.handled() for _ in range(3)]
    for ticket in tickets[:2]:
        await progress.put(ticket, look)
    await progress.put(tickets[2], other)
    path = f"/ticket-substates/{look['id']}/tickets"
    ids = [ticket["id"] for ticket in reversed(tickets[:2])]
    for by in ("community_worker", "micro_grid_worker", "district_administrator"):
        assert [each["id"] for each in await progress.items(path, by)] == ids
    assert await progress.items(path, "far_community_worker") == []
    inner = f"/ticket-substates/{other['id']}/tickets"
    assert [each["id"] for each in await progress.items(inner, "district_administrator")] == [
        tickets[2]["id"]
    ]
    assert (await progress.ask("far_community_worker", "GET", inner)).status_code == 404
    with queries() as seen:
        answer = await progress.ask("district_administrator", "GET", "/ticket-substate-counts")
    counts = {each["code"]: each["count"] for each in answer.json()["counts"]}
    assert counts == {"look": 2, "other": 1}
    assert len([each for each in seen if "ticket_substates" in each]) == 1
    assert (await progress.ask("partner", "GET", "/ticket-substate-counts")).status_code == 403


async def test_what_i_noted_goes_with_me(
    progress: Progress, session: AsyncSession, parts: Parts
) -> None:
    ticket, look = await progress.handled(), await progress.defined("look")
    await progress.put(ticket, look, note="我是甲微格")
    worker = progress.cast.people["micro_grid_worker"]
    [kept] = (await collect(session, parts, worker))["更新的办理进展"]
    assert kept["说明"] == "我是甲微格"
    await erase(session, worker, utc_now())
    assert (await session.scalars(select(TicketSubstateChange.note))).all() == ["（已注销）"]


async def test_two_handlers_at_once_move_it_one_after_the_other(together: Progress) -> None:
    """Both see the same; whoever comes second is judged by where the first left it."""
    first = await together.defined("first")
    ways = [await together.defined(code, opening=False, after=[first["id"]]) for code in ("a", "b")]
    for _ in range(4):
        ticket = await together.handled()
        assert (await together.put(ticket, first)).status_code == 200
        answers = await asyncio.gather(
            together.put(ticket, ways[0], "micro_grid_worker"),
            together.put(ticket, ways[1], "community_worker"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won = ways[0] if answers[0].status_code == 200 else ways[1]
        lost = next(answer for answer in answers if answer.status_code == 409).json()
        assert (lost["code"], lost["substate_id"]) == ("ticket_substate_illegal", won["id"])
        assert (await together.of(ticket))["substate"]["id"] == won["id"]


async def test_moved_and_settled_at_once_leaves_none(together: Progress) -> None:
    look = await together.defined("look")
    for _ in range(4):
        ticket = await together.handled()
        moved, settled = await asyncio.gather(
            together.put(ticket, look),
            step(
                together.client, together.cast, "community_worker", ticket, "settlement", note="好"
            ),
        )
        assert settled.status_code == 200
        assert moved.status_code in {200, 409}
        assert (await together.of(ticket, "community_worker"))["substate"] is None
