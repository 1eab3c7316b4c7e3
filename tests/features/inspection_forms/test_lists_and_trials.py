"""Choice lists that forms share, and drafts that are tried before they are published."""

from typing import Any

from httpx import Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.models import ChoiceList, Submission
from tests.features.inspection_forms.test_publishing import OWNER, SHEET, Desk, said
from tests.features.patrols.field import Field

LIST: dict[str, Any] = {
    "title": "走访结果",
    "choices": [{"key": "entered", "label": "已入户"}, {"key": "refused", "label": "不同意入户"}],
}


async def write(
    field: Field, number: int, who: str = OWNER, key: str = "visits", **changes: Any
) -> Response:
    path = f"/inspection-choice-lists/{key}/versions/{number}"
    return await field.ask(who, "PUT", path, json=LIST | changes)


def taking(number: int, choices: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A sheet that takes over a version of the list."""
    asked = {
        "key": "visit",
        "kind": "single_choice",
        "label": "结果",
        "choice_list": "visits",
        "required": True,
        "flags": [{"flag": "major", "one_of": ["refused"], "text": "请再上门"}],
    }
    return SHEET | {
        "choice_lists": {"visits": choices or LIST["choices"]},
        "shared_lists": {"visits": number},
        "sections": [{"key": "door", "label": "门口", "fields": [asked]}],
    }


async def test_versions_of_a_list_stand(field: Field, session: AsyncSession) -> None:
    first = await write(field, 1)
    assert (first.status_code, first.json()["number"]) == (201, 1), first.text
    assert (await write(field, 1)).status_code == 200, "the same again"
    taken = await write(field, 1, title="别的")
    assert said(taken) == (409, "list_number_taken")
    assert taken.json()["number"] == 1
    assert said(await write(field, 3)) == (409, "list_number_taken")
    more = [*LIST["choices"], {"key": "vacant", "label": "空置"}]
    assert (await write(field, 2, choices=more)).status_code == 201
    path = "/inspection-choice-lists"
    (line,) = (await field.got("micro_grid_worker", path))["items"]
    assert (line["key"], line["number"]) == ("visits", 2)
    assert len((await field.got("micro_grid_worker", f"{path}/visits"))["choices"]) == 3
    old = await field.got("micro_grid_worker", f"{path}/visits", number=1)
    assert [each["key"] for each in old["choices"]] == ["entered", "refused"]
    assert await session.scalar(select(func.count()).select_from(ChoiceList)) == 2


async def test_a_list_is_its_owners(field: Field) -> None:
    await write(field, 1)
    assert said(await write(field, 2, "far_community_worker")) == (403, "choice_list_not_yours")
    assert said(await write(field, 1, "micro_grid_worker")) == (403, "permission_missing")
    far = await field.ask("far_community_worker", "GET", "/inspection-choice-lists/visits")
    assert said(far) == (404, "not_found")
    twice = [LIST["choices"][0]] * 2
    assert (await write(field, 1, key="twice", choices=twice)).status_code == 422


async def test_a_shared_list_is_taken_over_as_it_is(field: Field) -> None:
    desk = Desk(field, "doors")
    await write(field, 1)
    other = [{"key": "entered", "label": "进去了"}, LIST["choices"][1]]
    for sheet in (taking(2), taking(1, other), taking(1, LIST["choices"][::-1])):
        answer = await desk.draft(sheet)
        assert answer.status_code == 422, answer.text
    assert said(await desk.draft(taking(2))) == (422, "choice_list_differs")
    unnamed = taking(1) | {"shared_lists": {"visits": 1, "others": 1}}
    assert (await desk.draft(unnamed)).status_code == 422
    published = await desk.published(taking(1))
    assert published["definition"]["shared_lists"] == {"visits": 1}
    await write(field, 2, choices=[{"key": "vacant", "label": "空置"}])
    kept = await field.got("micro_grid_worker", "/inspection-forms/doors")
    assert kept["definition"]["choice_lists"]["visits"] == [
        each | {"alone": False} for each in LIST["choices"]
    ]
    far = Desk(field, "far_doors")
    assert said(await far.draft(taking(1), who="far_community_worker")) == (
        422,
        "choice_list_differs",
    )


async def test_a_draft_is_tried_and_nothing_is_kept(field: Field, session: AsyncSession) -> None:
    desk = Desk(field, "bicycles")
    trial = f"{desk.path}/draft/trials"
    none = await field.ask(OWNER, "POST", trial, json={"answers": {}})
    assert said(none) == (404, "not_found")
    await desk.draft()
    bad = await field.ask(OWNER, "POST", trial, json={"answers": {"weather": 1}})
    assert bad.status_code == 200, bad.text
    assert {(each["pointer"], each["code"]) for each in bad.json()["faults"]} == {
        ("/answers/weather", "unknown_field"),
        ("/answers/in_stairwell", "required"),
    }
    good = await field.ask(OWNER, "POST", trial, json={"answers": {"in_stairwell": True}})
    assert good.json()["faults"] == []
    assert [each["text"] for each in good.json()["flags"]] == ["请移出楼道"]
    worker = await field.ask("micro_grid_worker", "POST", trial, json={"answers": {}})
    assert said(worker) == (403, "permission_missing")
    far = await field.ask("far_community_worker", "POST", trial, json={"answers": {}})
    assert said(far) == (403, "form_not_yours")
    assert await session.scalar(select(func.count()).select_from(Submission)) == 0


async def test_a_signature_is_one_photo(field: Field, session: AsyncSession) -> None:
    desk = Desk(field, "signed")
    signed = {"key": "signed", "kind": "signature", "label": "签名", "required": True}
    await desk.draft(SHEET | {"sections": [{"key": "end", "label": "结束", "fields": [signed]}]})
    trial = f"{desk.path}/draft/trials"
    photo = "01970000-0000-7000-8000-000000000001"
    for answer, code in [(photo, None), ([photo], "wrong_type"), ("x", "not_an_id")]:
        told = await field.ask(OWNER, "POST", trial, json={"answers": {"signed": answer}})
        assert [each["code"] for each in told.json()["faults"]] == ([code] if code else [])
