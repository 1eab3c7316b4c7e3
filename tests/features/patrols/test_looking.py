"""Who sees which inspections, and how much of them; lists, filters, pages, cards."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.roles import Role, RoleBook
from shequ_api.base.offering import Card
from shequ_api.base.places.models import Place
from shequ_api.features.patrols.landing import LAST_INSPECTION
from shequ_api.features.patrols.permissions import GRANTS
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.counting import Queries
from tests.features.five_codes.looking import said_by
from tests.features.patrols.field import (
    DWELLING,
    NOBODY,
    OLD_HOSE,
    PRESSURE,
    SOUND,
    Field,
    photo_of,
)
from tests.features.patrols.test_submitting import said

HEALTHY_HOME = SOUND | {"blood_pressure": [PRESSURE]}
SECRET = {"person_label", "systolic_mmhg", "diastolic_mmhg", "takes_medicine"}


async def test_the_whole_inspection(field: Field, session: AsyncSession) -> None:
    photo = await photo_of(session, field.cast.people["micro_grid_worker"])
    sent = await field.inspected(OLD_HOSE | {"hazard_photos": [photo]})
    view = await field.got("community_worker", f"/inspections/{sent['id']}")
    assert view["answers"] == OLD_HOSE | {"hazard_photos": [photo]}
    assert view["form_version_id"] == await field.version_id()
    assert view["place_name"].endswith("101号")
    assert (view["state"], view["state_title"]) == ("received", "已填报，待审核")
    (shown,) = view["photos"]
    assert shown["id"] == photo
    assert "&code=" in shown["url"]
    assert [hazard["level"] for hazard in view["hazards"]] == [f["level"] for f in sent["flags"]]
    assert {hazard["ticket_id"] for hazard in view["hazards"]} == {sent["ticket_id"]}
    assert [step["step"] for step in view["trail"]] == ["receive"]


@pytest.mark.parametrize("who", ["micro_grid_worker", "general_grid_worker", "community_worker"])
async def test_health_is_shown_to_writer_and_reviewers(field: Field, who: str) -> None:
    sent = await field.inspected(HEALTHY_HOME)
    view = await field.got(who, f"/inspections/{sent['id']}")
    assert (view["answers"], view["withheld"]) == (HEALTHY_HOME, [])
    assert view["flags"] == sent["flags"]


async def test_health_is_withheld_from_colleagues(field: Field) -> None:
    """A general grid worker was at the door; the micro-grid's worker looks."""
    sent = await field.inspected(HEALTHY_HOME, who="general_grid_worker")
    view = await field.got("micro_grid_worker", f"/inspections/{sent['id']}")
    assert view["answers"] == SOUND | {"blood_pressure": [{"measurement_consent": True}]}
    assert set(view["withheld"]) == SECRET
    assert view["flags"] == []
    assert "186" not in str(view)
    assert "母亲" not in str(view)


async def test_strangers_see_nothing(field: Field) -> None:
    sent = await field.inspected()
    path = f"/inspections/{sent['id']}"
    for who in ("resident", "next_micro_worker", "next_general_worker", "far_community_worker"):
        assert said(await field.ask(who, "GET", path)) == (404, "not_found")
    for who in ("partner", "district_administrator"):
        assert said(await field.ask(who, "GET", path)) == (403, "permission_missing")


async def ids(field: Field, who: str, **query: Any) -> list[str]:
    return [line["id"] for line in (await field.got(who, "/inspections", **query))["items"]]


async def test_lists_are_of_ones_scope(field: Field) -> None:
    here = await field.inspected()
    next_door = f"{HOME}-c1-b2-u1-d101"
    there = await field.inspected(
        who="next_micro_worker", place_id=str(field.cast.places[next_door])
    )
    assert await ids(field, "micro_grid_worker") == [here["id"]]
    assert await ids(field, "next_micro_worker") == [there["id"]]
    assert await ids(field, "general_grid_worker") == [there["id"], here["id"]]
    assert await ids(field, "community_worker") == [there["id"], here["id"]]
    assert await ids(field, "next_general_worker") == []
    assert await ids(field, "far_community_worker") == []
    for who in ("resident", "partner", "district_administrator"):
        assert said(await field.ask(who, "GET", "/inspections")) == (403, "permission_missing")


async def test_lists_are_filtered_and_paged(field: Field) -> None:
    sent = [(await field.inspected(NOBODY))["id"] for _ in range(5)]
    await field.review(sent[1])
    await field.review(sent[3], decision="rejected", note="重填")
    newest = sent[::-1]
    assert await ids(field, "community_worker", state="received") == [sent[4], sent[2], sent[0]]
    assert await ids(field, "community_worker", state="approved") == [sent[1]]
    assert await ids(field, "community_worker", state="rejected") == [sent[3]]
    assert await ids(field, "community_worker", form_key="household_safety") == newest
    assert await ids(field, "community_worker", form_key="other") == []
    page = await field.got("community_worker", "/inspections", limit=2)
    seen = [line["id"] for line in page["items"]]
    while page["next_cursor"]:
        page = await field.got(
            "community_worker", "/inspections", limit=2, cursor=page["next_cursor"]
        )
        seen += [line["id"] for line in page["items"]]
    assert seen == newest
    bad = await field.ask("community_worker", "GET", "/inspections", params={"state": "lost"})
    assert bad.status_code == 422


async def test_a_list_is_two_statements(field: Field, queries: Queries) -> None:
    for _ in range(3):
        await field.inspected(OLD_HOSE)
    await ids(field, "community_worker")
    with queries() as seen:
        assert len(await ids(field, "community_worker", state="received")) == 3
    assert len(seen) == 2, "\n".join(seen)


def worker(role: Role, column: str, held_at: UUID) -> Actor:
    acting = ActingPosting(new_id(), role, Scope(column, held_at), None)
    rights = RoleBook([GRANTS]).permissions_of(role)
    return Actor(new_id(), new_id(), new_id(), [acting], acting, rights)


async def test_the_card_of_a_scanned_place(field: Field, session: AsyncSession) -> None:
    grid = worker(Role.MICRO_GRID_WORKER, "micro_grid_id", field.cast.places[f"{HOME}-m01"])
    next_grid = worker(Role.MICRO_GRID_WORKER, "micro_grid_id", field.cast.places[f"{HOME}-m02"])
    partner = worker(Role.PARTNER, "community_id", field.cast.places[HOME])

    async def card(actor: Actor | None, code: str) -> Card | None:
        place = await session.get_one(Place, field.cast.places[code])
        return await said_by(LAST_INSPECTION, session, actor, place)

    building, neighbour = f"{HOME}-c1-b1", f"{HOME}-c1-b1-u1-d102"
    before = await card(grid, building)
    assert before is not None
    assert before.text == "还没有排查记录"
    sent = await field.inspected()
    for code in (building, DWELLING):
        after = await card(grid, code)
        assert after is not None
        assert after.facts["inspection_id"] == sent["id"]
        assert after.facts["inspected_on"] == sent["received_at"][:10]
        assert "待审核" in after.text
    untouched = await card(grid, neighbour)
    assert untouched is not None
    assert untouched.facts["inspection_id"] is None
    assert await card(grid, f"{HOME}-c1") is None
    for nobody in (None, next_grid, partner):
        assert await card(nobody, building) is None
