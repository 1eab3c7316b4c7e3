"""What a worker's phone downloads, and does not download again."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

import shequ_api
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.features.patrols.seed import publish_shipped_forms
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.features.patrols.field import FORM, Field

SHIPPED = Path(shequ_api.__file__).parent / "features/patrols/forms/household_safety.json"
WORKER = "micro_grid_worker"
SEEDED = {
    *("household_safety", "gas_safety", "pipe_ageing", "electric_bicycles"),
    *("fire_lanes", "home_visit", "dispute", "shop_safety"),
}


async def test_the_current_version(field: Field) -> None:
    answer = await field.ask(WORKER, "GET", f"/inspection-forms/{FORM}")
    form = answer.json()
    assert (answer.status_code, form["key"], form["number"]) == (200, FORM, 1)
    assert answer.headers["etag"] == f'"{form["version_id"]}"'
    assert answer.headers["cache-control"] == "private, no-cache"
    shipped = FormDefinition.model_validate(json.loads(SHIPPED.read_text()))
    assert FormDefinition.model_validate(form["definition"]) == shipped
    listed = (await field.got(WORKER, "/inspection-forms"))["items"]
    assert {line["key"] for line in listed} == SEEDED
    assert (FORM, form["version_id"]) in {(line["key"], line["version_id"]) for line in listed}


@pytest.mark.parametrize("tag", ['"{0}"', 'W/"{0}"', '"other", "{0}"', "*"])
async def test_what_is_here_already_is_not_sent_again(field: Field, tag: str) -> None:
    version_id = await field.version_id()
    for path in (f"s/{FORM}", f"-versions/{version_id}"):
        answer = await field.ask(
            WORKER,
            "GET",
            f"/inspection-form{path}",
            dress={"If-None-Match": tag.format(version_id)},
        )
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == f'"{version_id}"'


@pytest.mark.parametrize("tag", ['"other"', "{0}", '"{0}', "", ", ,"])
async def test_anything_else_is_sent(field: Field, tag: str) -> None:
    version_id = await field.version_id()
    answer = await field.ask(
        WORKER,
        "GET",
        f"/inspection-forms/{FORM}",
        dress={"If-None-Match": tag.format(version_id)},
    )
    assert answer.status_code == 200
    assert answer.json()["definition"]["title"]


async def test_a_version_stays_for_ever(field: Field, session: AsyncSession) -> None:
    path = f"/inspection-form-versions/{await field.version_id()}"
    first = await field.ask(WORKER, "GET", path)
    assert first.headers["cache-control"] == "private, max-age=31536000, immutable"
    kept = await session.get_one(FormVersion, UUID(first.json()["version_id"]))
    newer = json.loads(SHIPPED.read_text()) | {"title": "另一张表"}
    session.add(
        FormVersion(
            id=new_id(),
            form_id=kept.form_id,
            number=2,
            definition=newer,
            drafted_at=utc_now(),
            published_at=utc_now(),
        )
    )
    await session.commit()
    assert (await field.got(WORKER, f"/inspection-forms/{FORM}"))["number"] == 2
    again = await field.ask(WORKER, "GET", path)
    assert again.json() == first.json()


async def test_what_is_not_there(field: Field) -> None:
    for path in ("s/nothing_here", f"-versions/{new_id()}", f"s/{FORM}/draft"):
        who = "community_worker" if path.endswith("draft") else WORKER
        answer = await field.ask(who, "GET", f"/inspection-form{path}")
        assert answer.status_code == (403 if path.endswith("draft") else 404), answer.text
    for path in ("s/UPPER", "-versions/1", "s/%00"):
        answer = await field.ask(WORKER, "GET", f"/inspection-form{path}")
        assert answer.status_code == 422, answer.text


async def test_who_may_download(field: Field) -> None:
    for who in ("resident", "partner"):
        for path in ("s", f"s/{FORM}", f"-versions/{new_id()}"):
            answer = await field.ask(who, "GET", f"/inspection-form{path}")
            assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")


async def test_seeding_again_changes_nothing(session: AsyncSession) -> None:
    async def versions() -> int:
        return int(await session.scalar(select(func.count()).select_from(FormVersion)) or 0)

    before = await versions()
    await publish_shipped_forms(session, utc_now())
    assert await versions() == before >= 1
