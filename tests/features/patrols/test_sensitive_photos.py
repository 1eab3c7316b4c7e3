"""Photos under sensitive fields: one's own like any, but they go onto no ticket."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import TicketPhoto
from tests.features.patrols.field import Field, photo_of
from tests.features.patrols.test_submitting import nothing_came_of_it, said

SHEET: dict[str, Any] = {
    "title": "居家照护表",
    "flags": [{"key": "general", "label": "一般隐患"}],
    "sections": [
        {
            "key": "home",
            "label": "家中",
            "fields": [
                {
                    "key": "slippery",
                    "kind": "boolean",
                    "label": "地面湿滑",
                    "flags": [{"flag": "general", "equals": True, "text": "请铺防滑垫"}],
                },
                {"key": "floor", "kind": "photos", "label": "地面照片"},
                {"key": "diagnosis", "kind": "photos", "label": "病历照片", "sensitive": True},
            ],
        }
    ],
}


async def published(field: Field) -> str:
    path = "/inspection-forms/home_care"
    draft = await field.ask("community_worker", "PUT", f"{path}/draft", json=SHEET)
    dress = {"If-Match": draft.headers["etag"]}
    await field.ask("community_worker", "POST", f"{path}/publications", dress=dress)
    return str(draft.json()["version_id"])


async def test_they_stay_with_the_inspection(field: Field, session: AsyncSession) -> None:
    version_id, worker = await published(field), field.cast.people["micro_grid_worker"]
    floor, diagnosis = await photo_of(session, worker), await photo_of(session, worker)
    answers = {"slippery": True, "floor": [floor], "diagnosis": [diagnosis]}
    sent = await field.inspected(answers, form_version_id=version_id)
    on_ticket = select(TicketPhoto.file_id).where(TicketPhoto.ticket_id == UUID(sent["ticket_id"]))
    assert [str(file_id) for file_id in await session.scalars(on_ticket)] == [floor]
    view = await field.got("general_grid_worker", f"/inspections/{sent['id']}")
    assert [photo["id"] for photo in view["photos"]] == [floor, diagnosis]


async def test_they_are_hidden_from_colleagues(field: Field, session: AsyncSession) -> None:
    version_id, chief = await published(field), field.cast.people["general_grid_worker"]
    floor, diagnosis = await photo_of(session, chief), await photo_of(session, chief)
    answers = {"floor": [floor], "diagnosis": [diagnosis]}
    sent = await field.inspected(answers, "general_grid_worker", form_version_id=version_id)
    view = await field.got("micro_grid_worker", f"/inspections/{sent['id']}")
    assert [photo["id"] for photo in view["photos"]] == [floor]
    assert (view["withheld"], diagnosis in str(view)) == (["diagnosis"], False)


async def test_they_are_ones_own(field: Field, session: AsyncSession) -> None:
    version_id = await published(field)
    others = await photo_of(session, field.cast.people["next_micro_worker"])
    for slippery in (True, False):
        answers = {"slippery": slippery, "diagnosis": [others]}
        body = await field.body(answers, form_version_id=version_id)
        assert said(await field.send(body)) == (422, "photo_unknown")
    assert await nothing_came_of_it(session)
