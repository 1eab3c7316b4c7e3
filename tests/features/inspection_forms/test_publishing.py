"""Drafting and publishing: by whoever owns a form, one draft at a time, and then for ever."""

import asyncio
import copy
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.inspection_forms.models import InspectionForm
from shequ_api.kit.clock import utc_now
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.cast import NEIGHBOUR, Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.inspection_forms.test_downloading import SEEDED
from tests.features.patrols.field import FORM, Field

SHEET: dict[str, Any] = {
    "title": "电动自行车排查表",
    "flags": [{"key": "major", "label": "较大隐患"}],
    "sections": [
        {
            "key": "shed",
            "label": "车棚",
            "fields": [
                {
                    "key": "in_stairwell",
                    "kind": "boolean",
                    "label": "楼道内停放或充电",
                    "required": True,
                    "flags": [{"flag": "major", "equals": True, "text": "请移出楼道"}],
                }
            ],
        }
    ],
}
OWNER = "community_worker"


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class Desk:
    """Where forms are drafted."""

    def __init__(self, field: Field, key: str = "bicycles") -> None:
        self.field, self.path = field, f"/inspection-forms/{key}"

    async def draft(
        self, sheet: dict[str, Any] = SHEET, tag: str | None = None, who: str = OWNER
    ) -> Response:
        dress = {"If-Match": tag} if tag else {}
        return await self.field.ask(who, "PUT", f"{self.path}/draft", json=sheet, dress=dress)

    async def publish(self, tag: str | None, who: str = OWNER) -> Response:
        dress = {"If-Match": tag} if tag else {}
        return await self.field.ask(who, "POST", f"{self.path}/publications", dress=dress)

    async def published(self, sheet: dict[str, Any] = SHEET, who: str = OWNER) -> dict[str, Any]:
        tag = (await self.draft(sheet, who=who)).headers["etag"]
        answer = await self.publish(tag, who)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


@pytest.fixture
def desk(field: Field) -> Desk:
    return Desk(field)


def titled(title: str) -> dict[str, Any]:
    return SHEET | {"title": title}


async def test_from_draft_to_worker(desk: Desk) -> None:
    drafted = await desk.draft()
    assert (drafted.status_code, drafted.json()["published_at"]) == (200, None)
    for path in (desk.path, f"/inspection-form-versions/{drafted.json()['version_id']}"):
        hidden = await desk.field.ask("micro_grid_worker", "GET", path)
        assert said(hidden) == (404, "not_found")
    published = await desk.publish(drafted.headers["etag"])
    assert (published.status_code, published.json()["number"]) == (201, 1)
    form = await desk.field.got("micro_grid_worker", desk.path)
    assert form["definition"] == published.json()["definition"]
    receipt = await desk.field.inspected({"in_stairwell": True}, form_version_id=form["version_id"])
    assert (receipt["hazard_level"], receipt["flags"][0]["text"]) == ("major", "请移出楼道")


async def test_versions_follow_each_other(desk: Desk) -> None:
    first = await desk.published()
    second = await desk.published(titled("第二版"))
    assert (first["number"], second["number"]) == (1, 2)
    listed = (await desk.field.got("micro_grid_worker", "/inspection-forms"))["items"]
    lines = {line["key"]: line for line in listed}
    assert set(lines) == {"bicycles", *SEEDED}
    assert (lines["bicycles"]["title"], lines["bicycles"]["number"]) == ("第二版", 2)
    old = await desk.field.inspected({"in_stairwell": False}, form_version_id=first["version_id"])
    assert old["state"] == "received", "accepted under the version that it names"


async def test_a_draft_is_guarded(desk: Desk) -> None:
    first = await desk.draft()
    assert said(await desk.draft(titled("抢先"))) == (428, "version_required")
    second = await desk.draft(titled("改过"), first.headers["etag"])
    assert second.json()["version_id"] == first.json()["version_id"]
    assert said(await desk.draft(titled("再改"), first.headers["etag"])) == (
        412,
        "version_mismatch",
    )
    assert said(await desk.publish(first.headers["etag"])) == (412, "version_mismatch")
    assert said(await desk.publish(None)) == (428, "version_required")
    seen = await desk.field.ask(OWNER, "GET", f"{desk.path}/draft")
    assert seen.headers["etag"] == second.headers["etag"]
    assert seen.json()["definition"]["title"] == "改过"
    assert (await desk.publish(second.headers["etag"])).status_code == 201
    assert said(await desk.publish(second.headers["etag"])) == (409, "nothing_to_publish")
    gone = await desk.field.ask(OWNER, "GET", f"{desk.path}/draft")
    assert said(gone) == (404, "not_found")


async def test_forms_have_owners(desk: Desk, session: AsyncSession) -> None:
    await desk.published()
    for who in ("far_community_worker", "district_administrator"):
        assert said(await desk.draft(titled("抢走"), who=who)) == (403, "form_not_yours")
        assert said(await desk.publish('"v1"', who)) == (403, "form_not_yours")
    shipped = Desk(desk.field, FORM)
    for who in (OWNER, "district_administrator"):
        assert said(await shipped.draft(who=who)) == (403, "form_not_yours")
    # A form of another kind has the key.
    session.add(Form(id=new_id(), key="questions", title="问卷", created_at=utc_now()))
    await session.commit()
    survey = Desk(desk.field, "questions")
    assert said(await survey.draft()) == (403, "form_not_yours")
    seen = await desk.field.ask("micro_grid_worker", "GET", "/inspection-forms/questions")
    assert said(seen) == (404, "not_found")
    for who in ("micro_grid_worker", "general_grid_worker", "partner", "resident"):
        assert said(await desk.draft(who=who)) == (403, "permission_missing")


async def test_a_form_stays_in_its_community_or_district(desk: Desk) -> None:
    own = await desk.published(who="far_community_worker")
    district = Desk(desk.field, "for_the_district")
    theirs = await district.published(who="district_administrator")
    hidden = await desk.field.ask("micro_grid_worker", "GET", desk.path)
    assert said(hidden) == (404, "not_found")
    listed = (await desk.field.got("micro_grid_worker", "/inspection-forms"))["items"]
    assert {line["key"] for line in listed} == {"for_the_district", *SEEDED}
    far = (await desk.field.got("far_community_worker", "/inspection-forms"))["items"]
    assert {line["key"] for line in far} == {"bicycles", "for_the_district", *SEEDED}
    answers = {"in_stairwell": False}
    refused = await desk.field.send(
        await desk.field.body(answers, form_version_id=own["version_id"])
    )
    assert said(refused) == (422, "form_version_unknown")
    await desk.field.inspected(answers, form_version_id=theirs["version_id"])


def broken(**changes: Any) -> dict[str, Any]:
    sheet = copy.deepcopy(SHEET)
    sheet["sections"][0]["fields"][0].update(changes)
    return sheet


@pytest.mark.parametrize(
    ("sheet", "pointer"),
    [
        (SHEET | {"flags": [*SHEET["flags"], {"key": "odd", "label": "怪"}]}, "/flags/1/key"),
        (SHEET | {"sections": []}, "/sections"),
        (SHEET | {"colour": "red"}, "/colour"),
        (broken(kind="secret"), "/sections/0/fields/0"),
        (broken(label=""), "/sections/0/fields/0/boolean/label"),
        (broken(shown_when={"field": "nowhere", "equals": True}), "/sections/0/fields/0"),
        ({}, "/title"),
        ([], ""),
    ],
)
async def test_definitions_are_checked(desk: Desk, sheet: Any, pointer: str) -> None:
    answer = await desk.draft(sheet)
    assert answer.status_code == 422, answer.text
    pointers = [fault["pointer"] for fault in answer.json()["errors"]]
    assert any(found.startswith(pointer) for found in pointers), pointers
    hidden = await desk.field.ask(OWNER, "GET", f"{desk.path}/draft")
    assert said(hidden) == (404, "not_found")


@pytest.fixture
async def open_desk(server: Embedded, template: str) -> AsyncIterator[tuple[Desk, Any]]:
    """A desk whose requests commit side by side, and its database."""
    addresses = clone(server, template, f"shequ_sheets_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    transport = ASGITransport(create_app(settings_for_tests(), parts), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Desk(Field(client, await Cast.found(parts))), parts
    await close_parts(parts)


async def test_hands_at_one_desk(open_desk: tuple[Desk, Any]) -> None:
    desk, _ = open_desk
    begun = await asyncio.gather(
        *(desk.draft(titled(f"第{n}稿"), who=who) for n, who in enumerate([OWNER] * 4))
    )
    assert min(answer.status_code for answer in begun) == 200
    assert {answer.status_code for answer in begun} <= {200, 428}
    tag = (await desk.field.ask(OWNER, "GET", f"{desk.path}/draft")).headers["etag"]
    published = await asyncio.gather(*(desk.publish(tag) for _ in range(4)))
    assert sorted(answer.status_code for answer in published) == [201, 409, 409, 409]


async def test_two_communities_begin_one_form(open_desk: tuple[Desk, Any]) -> None:
    desk, _ = open_desk
    answers = await asyncio.gather(
        desk.draft(who=OWNER), desk.draft(who="far_community_worker"), desk.draft(who=OWNER)
    )
    codes = [answer.status_code for answer in answers]
    assert codes[1] == 403 or {codes[0], codes[2]} == {403}, codes
    assert 200 in codes


async def test_a_key_that_was_given_stays(desk: Desk, session: AsyncSession) -> None:
    """A community that is dissolved leaves its forms behind; nobody inherits them unasked."""
    await desk.published()
    there = desk.field.cast.places[NEIGHBOUR]
    await session.execute(update(InspectionForm).values(place_id=there))
    await session.commit()
    assert said(await desk.draft()) == (403, "form_not_yours")
    versions = list(await session.scalars(select(FormVersion.published_at)))
    assert None not in versions
