"""Photos of one inspection on a network that drops every third request, over real HTTP: in the end
each is there, once."""

from collections.abc import AsyncIterator
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from shequ_api.app import create_app
from shequ_api.base.files.models import File, FilePart
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.inspection_forms.public import publish_for_all
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.seed import shipped_forms
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.patrols.field import DWELLING, FORM, MORNING, OLD_HOSE
from tests.features.patrols.lossy import STEP, Phone, photo
from tests.serving import served

WORKER = "micro_grid_worker"


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "lossy") as parts:
        yield parts


@pytest.mark.parametrize(
    ("photos", "width", "height"),
    [(3, 640, 500), pytest.param(12, 2090, 1640, marks=pytest.mark.campaign)],
)
async def test_each_is_there_once(open_parts: Parts, photos: int, width: int, height: int) -> None:
    """It is told which photos come, and asked which still lack, until none does."""
    contents = {sha256(one).hexdigest(): one for one in _pictures(photos, width, height)}
    ids = {str(new_id()): digest for digest in contents}
    cast = await Cast.found(open_parts)
    await _let_in(open_parts, photos)
    async with served(create_app(settings_for_tests(), open_parts)) as url:
        phone = Phone(url, await cast.headers(WORKER))
        form = (await phone.ask("GET", f"/inspection-forms/{FORM}")).json()
        body = {
            "form_version_id": form["version_id"],
            "place_id": str(cast.places[DWELLING]),
            "answers": OLD_HOSE | {"hazard_photos": list(ids)},
            "filled_at": MORNING,
            "expected_photos": [
                {"photo_id": each, "sha256": digest} for each, digest in ids.items()
            ],
        }
        path = f"/inspections/{new_id()}"
        sent = await phone.ask("PUT", path, json=body)
        assert sent.status_code in {200, 201}, sent.text
        while lacking := await _lacking(phone, path):
            await phone.hand_in(contents[lacking[0]])
        shown = (await phone.ask("GET", path)).json()
        again = await phone.ask("PUT", path, json=body)
        assert again.status_code == 200, "the same again is the same"
        await phone.aclose()
    assert all(phone.lossy.lost.values()), phone.lossy.lost
    assert len({each["id"] for each in shown["photos"]}) == photos
    fewest = sum(-(-len(one) // STEP) for one in contents.values())
    assert phone.parts_sent <= 2 * fewest, "it goes on, and does not begin anew"
    async with open_parts.get(Database).sessions() as session:
        kept = list(await session.scalars(select(File.original_sha256)))
        assert sorted(kept) == sorted(contents)
        assert await session.scalar(select(func.count()).select_from(FilePart)) == 0
        assert await session.scalar(select(func.count()).select_from(Inspection)) == 1


async def _let_in(parts: Parts, photos: int) -> None:
    """The form takes so many."""
    said = shipped_forms()[FORM].model_dump(mode="json", exclude_none=True)
    for section in said["sections"]:
        for each in section["fields"]:
            if each["key"] == "hazard_photos":
                each["max_count"] = photos
    async with parts.get(Database).sessions() as session, session.begin():
        await publish_for_all(session, FORM, FormDefinition.model_validate(said), now=utc_now())


def _pictures(number: int, width: int, height: int) -> list[bytes]:
    made = [photo(seed, width, height) for seed in range(number)]
    assert len(made[0]) > 3 * STEP
    return made


async def _lacking(phone: Phone, path: str) -> list[str]:
    view = (await phone.ask("GET", path)).json()
    return [one["sha256"] for one in view["expected_photos"] if one["state"] == "missing"]
