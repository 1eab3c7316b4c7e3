"""At the door: begun by a check-in, ended, tried again."""

import asyncio

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.kit.embedded import Embedded
from tests.cast import Cast
from tests.clocks import Work
from tests.conftest import WORKER as RUNNER
from tests.conftest import clone, settings_for_tests
from tests.features.patrols.field import SOUND
from tests.features.visits.arranged import OTHER_DOOR, STAFF, WORKER, Arranged, window


async def test_held_together_with_who_was_there(visits: Arranged) -> None:
    visit = await visits.together()
    guest = visit["participants"][0]
    assert (guest["comes"], guest["present"], guest["organisation_name"]) == (
        True,
        None,
        "甲伙伴商店",
    )
    begun = await visits.begin(visit, present_ids=[guest["person_id"]])
    assert (begun.status_code, begun.json()["state"]) == (200, "under_way")
    assert begun.json()["participants"][0]["present"] is True
    for _ in range(2):
        ended = await visits.conclude(visit, "done")
        assert (ended.status_code, ended.json()["state"]) == (200, "done")
    assert (await visits.conclude(visit, "refused")).json()["code"] == "visit_over"
    assert (await visits.begin(visit)).json()["code"] == "visit_over"


async def test_it_begins_on_the_spot_on_the_day(visits: Arranged) -> None:
    visit = await visits.planned()
    path = f"/visits/{visit['id']}/beginning"
    away = {"check_in_id": await visits.checked_in_at(OTHER_DOOR, "next_micro_worker")}
    unfit = await visits.ask(WORKER, "POST", path, json=away)
    assert unfit.json()["code"] == "visit_check_in_unfit", "somebody else's, at another door"
    elses = {"check_in_id": await visits.checked_in_at(who="general_grid_worker")}
    unfit = await visits.ask(WORKER, "POST", path, json=elses)
    assert unfit.json()["code"] == "visit_check_in_unfit", "somebody else's"
    tomorrow = await visits.planned(days=1)
    assert (await visits.begin(tomorrow)).json()["code"] == "visit_check_in_unfit"
    stranger = [str(visits.cast.people["far_partner"])]
    unfit = await visits.begin(visit, present_ids=stranger)
    assert unfit.json()["code"] == "visit_present_unfit"
    assert (await visits.conclude(visit, "done")).json()["code"] == "visit_not_begun"


async def test_nobody_at_home_is_tried_again_and_not_for_ever(visits: Arranged) -> None:
    visit = await visits.together()
    attempts = [visit]
    for number in (1, 2):
        closed = (await visits.conclude(attempts[-1], "nobody_home")).json()
        assert closed["retry_proposal"]["opens_at"] > visit["opens_at"]
        path = f"/visits/{attempts[-1]['id']}/retry"
        body = {} if number == 1 else window(3)
        again = await visits.ask(WORKER, "POST", path, json=body)
        assert again.status_code == 201, again.text
        twice = await visits.ask(WORKER, "POST", path, json=window(4))
        assert twice.json()["code"] == "visit_retry_not_due"
        attempts.append(again.json())
        assert attempts[-1]["attempt"] == number + 1
        assert [one["name"] for one in attempts[-1]["participants"]] == ["甲伙伴"]
    last = (await visits.conclude(attempts[-1], "nobody_home")).json()
    assert last["retry_proposal"] is None
    over = await visits.ask(WORKER, "POST", f"/visits/{attempts[-1]['id']}/retry", json={})
    assert over.json()["code"] == "visit_retry_not_due"


async def test_what_a_worker_fills_in_there_belongs_to_it(visits: Arranged, work: Work) -> None:
    visit = await visits.planned()
    receipt = await visits.inspected(SOUND, filled_at=visit["opens_at"])
    elsewhere = await visits.inspected(
        SOUND, place_id=visits.id(OTHER_DOOR), who="next_micro_worker"
    )
    await work()
    assert (await visits.the_visit(visit))["inspection_ids"] == [receipt["id"]]
    assert elsewhere["id"] != receipt["id"]


async def test_whoever_follows_in_office_goes(visits: Arranged) -> None:
    """A visit is the grid's, not the person's who arranged it."""
    visit = await visits.planned(who=STAFF)
    assert (await visits.begin(visit, who=WORKER)).status_code == 200


@pytest.fixture(scope="module")
async def open_visits(server: Embedded, template: str):  # type: ignore[no-untyped-def]  # a generator
    addresses = clone(server, template, f"shequ_visits_{RUNNER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    transport = ASGITransport(create_app(settings_for_tests(), parts), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Arranged(client, await Cast.found(parts))
    await close_parts(parts)


async def test_two_who_try_again_at_once_arrange_one(open_visits: Arranged) -> None:
    visit = await open_visits.planned()
    await open_visits.conclude(visit, "nobody_home")
    path = f"/visits/{visit['id']}/retry"
    tries = [open_visits.ask(who, "POST", path, json={}) for who in (WORKER, STAFF) * 3]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


async def test_cancelled_or_begun_at_once_it_is_one_of_both(open_visits: Arranged) -> None:
    for _ in range(3):
        visit = await open_visits.planned()
        check_in_id = await open_visits.checked_in_at()
        path = f"/visits/{visit['id']}"
        begun, off = await asyncio.gather(
            open_visits.ask(WORKER, "POST", f"{path}/beginning", json={"check_in_id": check_in_id}),
            open_visits.ask(STAFF, "POST", f"{path}/cancellation", json={"note": "改期"}),
        )
        assert sorted([begun.status_code, off.status_code]) == [200, 409]
