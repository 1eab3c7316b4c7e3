"""A part of the register as a sheet to take away."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook, AuditEntry
from shequ_api.base.register.models import Entry
from shequ_api.features.register_exports import service
from shequ_api.kit.sheets.reading import read_sheet
from tests.cast import HOME, Cast
from tests.features.register_imports.conftest import Importing, id_number, row, xlsx

API = "/api/v1/register/exports"
CLEAR = {"reveal": ["name", "phone"], "purpose": "visit", "reason": "本周入户走访名单"}


@pytest.fixture
async def importing(
    client: AsyncClient, cast: Cast, work: Callable[[], Awaitable[int]]
) -> Importing:
    """The community with three people in its register, brought by a file."""
    found = Importing(client, await cast.headers("community_worker"), cast, work)
    done = await found.applied(
        xlsx(
            row("=甲一", id_number(1), "13900001001"),
            row("甲二三", id_number(2), "13900001002", 楼栋="2栋"),
            row("乙一", id_number(3), "13900001003", 小区="西苑"),
        )
    )
    assert done["counts"] == {"entered": 3}
    return found


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_masked_unless_asked_otherwise(
    importing: Importing, session: AsyncSession, kind: str
) -> None:
    answer = await importing.client.post(API, json={"format": kind}, headers=importing.headers)
    assert answer.status_code == 200, answer.text
    rows = read_sheet(answer.content).rows
    assert len(rows) == 3
    shown = " ".join(str(cell) for line in rows for cell in line.cells.values())
    for word in ("甲一", "甲二三", "13900001001", id_number(1)):
        assert word not in shown
    assert not list(await session.scalars(select(AccessLook)))


async def test_in_clear_with_a_purpose_and_a_look_for_each(
    importing: Importing, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    bare = await importing.client.post(API, json={"reveal": ["name"]}, headers=importing.headers)
    assert (bare.status_code, bare.json()["code"]) == (422, "purpose_needed")
    answer = await importing.client.post(API, json=CLEAR, headers=importing.headers)
    assert answer.status_code == 200, answer.text
    rows = read_sheet(answer.content).rows
    assert [line.cells["姓名"] for line in rows] == ["=甲一", "甲二三", "乙一"]
    assert next(line.cells["手机号"] for line in rows) == "13900001001"
    assert id_number(1) not in str(rows), "only what was asked for"
    looks = list(await session.scalars(select(AccessLook)))
    assert len(looks) == 3
    assert {tuple(look.fields) for look in looks} == {("name", "phone")}
    assert {look.reason for look in looks} == {CLEAR["reason"]}


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (f"{HOME}-c1", {"=甲一", "甲二三"}),
        (f"{HOME}-c1-b2", {"甲二三"}),
        (f"{HOME}-c1-b1-u1", {"=甲一"}),
        (f"{HOME}-c1-b1-u1-d101", {"=甲一"}),
        (f"{HOME}-c2", {"乙一"}),
    ],
)
async def test_a_part_of_the_community(
    importing: Importing, session: AsyncSession, cast: Cast, place: str, names: set[str]
) -> None:
    assert session
    body = {**CLEAR, "place_id": str(cast.places[place])}
    answer = await importing.client.post(API, json=body, headers=importing.headers)
    assert {line.cells["姓名"] for line in read_sheet(answer.content).rows} == names


async def test_no_further_than_ones_own(importing: Importing, cast: Cast) -> None:
    far = await cast.headers("far_community_worker")
    answer = await importing.client.post(API, json=CLEAR, headers=far)
    assert read_sheet(answer.content).rows == []
    body = {"place_id": str(cast.places[f"{HOME}-c1"])}
    assert (await importing.client.post(API, json=body, headers=far)).status_code == 404
    worker = await cast.headers("micro_grid_worker")
    assert (await importing.client.post(API, json={}, headers=worker)).status_code == 403


async def test_too_many_at_once(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    answer = await importing.client.post(API, json={}, headers=importing.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "export_too_large")


async def test_each_export_is_on_record_and_its_days_are_chinas(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    place = cast.places[f"{HOME}-c1"]
    night = datetime(2026, 10, 1, 17, tzinfo=UTC)
    await session.execute(update(Entry).values(verified_at=night))
    for body in ({"place_id": str(place), "format": "csv"}, {**CLEAR, "format": "csv"}):
        answer = await importing.client.post(API, json=body, headers=importing.headers)
        assert answer.status_code == 200, answer.text
        days = {line.cells["核实日期"] for line in read_sheet(answer.content).rows}
        assert {str(day) for day in days} == {"2026-10-02"}
    taken = select(AuditEntry).where(AuditEntry.operation == "export_register")
    part, whole = await session.scalars(taken.order_by(AuditEntry.id))
    assert part.subject_ids == [place]
    assert part.parameters == {"rows": "2", "format": "csv", "kind": "people"}
    assert whole.subject_ids == [cast.places[HOME]]
    assert whole.parameters == {
        "rows": "3",
        "format": "csv",
        "kind": "people",
        "reveal": "name,phone",
    }


async def test_an_export_in_clear_comes_back_and_changes_nothing(importing: Importing) -> None:
    everything = {**CLEAR, "reveal": ["name", "phone", "id_number"]}
    for kind in ("xlsx", "csv"):
        body = {**everything, "format": kind}
        answer = await importing.client.post(API, json=body, headers=importing.headers)
        done = await importing.applied(answer.content)
        assert done["counts"] == {"unchanged": 3}, await importing.reasons(done["id"])


async def test_what_is_asked_for_is_in_the_table(importing: Importing) -> None:
    body = {**CLEAR, "kind": "premises"}
    answer = await importing.client.post(API, json=body, headers=importing.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "export_fields_unfit")
