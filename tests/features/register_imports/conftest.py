"""Files for the register of the cast's community, and what becomes of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient, Response

from shequ_api.kit.sheets.writing import Value, csv_file, xlsx_file
from tests.cast import HOME, Cast

API = "/api/v1/register/imports"
HEADER = [
    "小区",
    "楼栋",
    "单元",
    "房号",
    "姓名",
    "证件号码",
    "手机号",
    "与房屋关系",
    "入住日期",
    "核实日期",
]


def id_number(serial: int) -> str:
    """A number that holds by GB 11643, of nobody."""
    body = f"510108{1950 + serial % 60}0101{serial % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]


@dataclass
class Importing:
    """Brings files as the community's worker."""

    client: AsyncClient
    headers: dict[str, str]
    cast: Cast
    work: Callable[[], Awaitable[int]]

    kind: str = "people"

    async def bring(self, data: bytes, name: str = "人房.xlsx") -> Response:
        about, files = {"kind": self.kind}, {"file": (name, data)}
        return await self.client.post(API, params=about, files=files, headers=self.headers)

    async def checked(self, data: bytes) -> dict[str, Any]:
        """Bring a file and let the check run."""
        answer = await self.bring(data)
        assert answer.status_code == 201, answer.text
        await self.work()
        return await self.look(answer.json()["id"])

    async def look(self, import_id: str) -> dict[str, Any]:
        found = await self.client.get(f"{API}/{import_id}", headers=self.headers)
        assert found.status_code == 200, found.text
        view: dict[str, Any] = found.json()
        return view

    async def applied(self, data: bytes, *, skip_refused: bool = False) -> dict[str, Any]:
        """Bring a file, check and apply it."""
        view = await self.checked(data)
        order = {"skip_refused": skip_refused}
        path = f"{API}/{view['id']}/application"
        ordered = await self.client.post(path, json=order, headers=self.headers)
        assert ordered.status_code == 200, ordered.text
        await self.work()
        return await self.look(view["id"])

    async def reasons(self, import_id: str, outcome: str = "refused") -> dict[int, list[str]]:
        """Line → the codes of its reasons."""
        path = f"{API}/{import_id}/lines"
        found = await self.client.get(path, params={"outcome": outcome}, headers=self.headers)
        assert found.status_code == 200, found.text
        items = found.json()["items"]
        return {line["number"]: [r["code"] for r in line["reasons"]] for line in items}


def row(name: str, number: Value = None, phone: str | None = None, **other: Value) -> list[Value]:
    """A line of 东苑1栋1单元; `other` by the header's words."""
    said = dict(
        zip(HEADER, ["东苑", "1栋", "1单元", "101", name, number, phone, "家庭成员"], strict=False)
    )
    said |= other
    return [said.get(title) for title in HEADER]


def xlsx(*rows: Sequence[Value], header: Sequence[str] = HEADER) -> bytes:
    return xlsx_file(header, rows)


def csv(*rows: Sequence[Value], header: Sequence[str] = HEADER) -> bytes:
    return csv_file(header, rows)


@pytest.fixture
async def importing(
    client: AsyncClient, cast: Cast, work: Callable[[], Awaitable[int]]
) -> Importing:
    assert cast.places[HOME]
    return Importing(client, await cast.headers("community_worker"), cast, work)
