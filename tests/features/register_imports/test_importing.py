"""A file on its way into the register."""

import csv as plain_csv
from collections.abc import Callable
from io import StringIO

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.register.models import Entry, Former, Occupancy
from shequ_api.features.register_sheets.columns import TITLES
from shequ_api.kit.sheets.reading import read_sheet
from shequ_api.kit.sheets.writing import csv_file, xlsx_file
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.register_imports.conftest import (
    API,
    HEADER,
    Importing,
    csv,
    id_number,
    row,
    xlsx,
)


async def count(session: AsyncSession, cast: Cast, model: type) -> int:
    await enter_district(session, cast.places["510108000000"])
    return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_a_file_is_checked_applied_and_applied_again(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    data = xlsx(
        row("甲一", id_number(1), "13900001001", 与房屋关系="产权人", 核实日期="2026-06-01"),
        row("甲二", None, "13900001002", 入住日期="2024/3/1"),
        row("甲三", id_number(3), None, 房号="102", 与房屋关系="租户"),
    )
    before = await count(session, cast, Entry)
    view = await importing.checked(data)
    assert (view["state"], view["counts"], view["lines"]) == ("checked", {"entered": 3}, 3)
    assert await count(session, cast, Entry) == before, "a check changes nothing"
    done = await importing.applied(data)
    assert (done["state"], done["counts"]) == ("applied", {"entered": 3})
    assert await count(session, cast, Entry) == before + 3
    again = await importing.applied(data)
    assert again["counts"] == {"unchanged": 3}, "the same file again changes nothing"
    assert await count(session, cast, Entry) == before + 3
    assert await count(session, cast, Former) == 0
    owner = await session.scalar(select(Occupancy).where(Occupancy.belonging == "owner"))
    assert owner is not None
    assert (owner.source, owner.verified_at.date().isoformat()) == ("import", "2026-06-01")


async def test_what_changed_is_updated_and_its_past_kept(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    await importing.applied(xlsx(row("甲一", id_number(1), "13900001001", 核实日期="2026-03-01")))
    newer = xlsx(row("甲一", id_number(1), "13900001009", 与房屋关系="租户", 核实日期="2026-06-01"))
    done = await importing.applied(newer)
    assert done["counts"] == {"updated": 1}
    assert await count(session, cast, Former) == 1
    assert await count(session, cast, Occupancy) == 2
    older = await importing.applied(
        xlsx(row("甲一", id_number(1), "13900001001", 与房屋关系="产权人", 核实日期="2026-04-01"))
    )
    assert older["counts"] == {"unchanged": 1}, "what is older fills gaps only"
    assert await importing.reasons(older["id"], "unchanged") == {2: ["older"]}
    seen = await importing.applied(
        xlsx(row("甲一", id_number(1), "13900001009", 与房屋关系="租户", 核实日期="2026-07-01"))
    )
    assert seen["counts"] == {"confirmed": 1}


async def test_each_line_says_why_it_is_refused(importing: Importing) -> None:
    await importing.applied(xlsx(row("甲一", id_number(1)), row("同名", None, "13900001003")))
    view = await importing.checked(
        xlsx(
            row("甲一", "510108199001011234"),
            row("甲四", float(id_number(4).replace("X", "0"))),
            row("甲五", id_number(5), "12"),
            row("甲六", id_number(6), 楼栋="9栋"),
            row("乙一", id_number(1)),
            row("甲七", id_number(7)),
            row("甲七", id_number(7)),
            row("甲八", 入住日期="2099-01-01"),
            row("甲九", 与房屋关系="邻居"),
            row(""),
        )
    )
    assert view["counts"] == {"refused": 9, "entered": 1}
    assert await importing.reasons(view["id"]) == {
        2: ["id_number_unfit"],
        3: ["cell_mangled"],
        4: ["phone_unfit"],
        5: ["address_unknown"],
        6: ["name_differs"],
        8: ["line_doubled"],
        9: ["day_ahead"],
        10: ["belonging_unknown"],
        11: ["missing"],
    }


async def test_of_several_who_fit_none_is_picked(importing: Importing) -> None:
    await importing.applied(
        xlsx(row("同名", id_number(1), "13900001001"), row("同名", id_number(2), "13900001002"))
    )
    view = await importing.checked(
        xlsx(row("同名", None, "13900001002"), row("同名", None, "13900001009"), row("同名"))
    )
    assert view["counts"] == {"unchanged": 1, "refused": 2}
    assert await importing.reasons(view["id"]) == {3: ["person_ambiguous"], 4: ["person_ambiguous"]}


async def test_nothing_is_half_imported(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    data = xlsx(row("甲一", id_number(1)), row("甲二", None, "12"))
    view = await importing.checked(data)
    path = f"{API}/{view['id']}/application"
    refused = await importing.client.post(path, json={}, headers=importing.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "lines_refused")
    assert refused.json()["refused"] == 1
    assert await count(session, cast, Entry) == 0
    done = await importing.applied(data, skip_refused=True)
    assert (done["state"], done["skips_refused"]) == ("applied", True)
    assert await count(session, cast, Entry) == 1
    again = await importing.client.post(
        f"{API}/{done['id']}/application", json={}, headers=importing.headers
    )
    assert (again.status_code, again.json()["code"]) == (409, "import_not_checked")


async def test_what_changed_between_check_and_application_stops_it(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    first = await importing.checked(xlsx(row("甲一", id_number(1))))
    await importing.applied(xlsx(row("乙一", id_number(1))))
    path = f"{API}/{first['id']}/application"
    assert (
        await importing.client.post(path, json={}, headers=importing.headers)
    ).status_code == 200
    await importing.work()
    view = await importing.look(first["id"])
    assert (view["state"], view["problem"]["code"]) == ("failed", "changed_meanwhile")
    assert await count(session, cast, Entry) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "sheet_unreadable"),
        (xlsx(["甲"], header=["姓名"]), "import_columns_unfit"),
        (xlsx(), "import_without_lines"),
    ],
)
async def test_a_file_that_is_no_table_says_so(
    importing: Importing, data: bytes, code: str
) -> None:
    view = await importing.checked(data)
    assert (view["state"], view["problem"]["code"]) == ("failed", code)
    withdrawn = await importing.client.post(
        f"{API}/{view['id']}/withdrawal", headers=importing.headers
    )
    assert withdrawn.json()["state"] == "withdrawn"


async def test_the_report_is_the_file_with_what_became_of_it(importing: Importing) -> None:
    data = csv(row("=甲一", id_number(1)), row("甲二", None, "12"))
    view = await importing.checked(data)
    for kind in ("xlsx", "csv"):
        answer = await importing.client.get(
            f"{API}/{view['id']}/report", params={"format": kind}, headers=importing.headers
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].endswith(f".{kind}")
        sheet = read_sheet(answer.content)
        assert sheet.header == ("行号", *HEADER, "结果", "原因")
        assert [line.cells["结果"] for line in sheet.rows] == ["新增", "未通过"]
        assert "11 位手机号" in str(sheet.rows[1].cells["原因"])
    lines = list(plain_csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1][5] == "'=甲一", "no cell is a formula"


async def test_only_whoever_brought_it_takes_the_file(importing: Importing, cast: Cast) -> None:
    view = await importing.checked(xlsx(row("甲一", id_number(1))))
    chief = await cast.headers("grid_chief")
    assert (await importing.client.get(f"{API}/{view['id']}", headers=chief)).status_code == 200
    report = await importing.client.get(f"{API}/{view['id']}/report", headers=chief)
    assert (report.status_code, report.json()["code"]) == (403, "not_your_file")
    far = await cast.headers("far_community_worker")
    assert (await importing.client.get(f"{API}/{view['id']}", headers=far)).status_code == 404


async def test_a_file_reaches_its_own_community_alone(
    client: AsyncClient, cast: Cast, importing: Importing
) -> None:
    header = [*HEADER, "地点编码"]
    line = [*row("甲一", id_number(1), 小区=None, 楼栋=None, 单元=None, 房号=None)]
    foreign = xlsx([*line, f"{NEIGHBOUR}-c1-b1-u1-d101"], header=header)
    assert await importing.reasons((await importing.checked(foreign))["id"]) == {
        2: ["place_unknown"]
    }
    own = xlsx([*line, f"{HOME}-c1-b1-u1-d101"], header=header)
    assert (await importing.checked(own))["counts"] == {"entered": 1}


async def test_the_template_is_read_by_the_importer(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("community_worker")
    answer = await client.get(f"{API}/template", headers=headers)
    assert answer.status_code == 200
    assert read_sheet(answer.content).header[-1] == "核实日期"
    answer = await client.get(f"{API}/template", params={"format": "csv"}, headers=headers)
    assert "保姆" in answer.content.decode("utf-8-sig")
    sheet = read_sheet(answer.content, TITLES)
    assert sheet.header[-1] == "核实日期", "the lines above it are no header"
    assert [line.number for line in sheet.rows] == [7]


@pytest.mark.parametrize("write", [xlsx_file, csv_file])
async def test_a_title_above_the_header_is_no_line(
    importing: Importing, write: Callable[..., bytes]
) -> None:
    """As offices keep sheets: a title, who filled it in, words padded to a width."""
    above = [
        ["东苑小区，人房信息；登记，表；一；二；三；四；五；六；七；八"],
        [],
        ["填表人：", "甲，乙"],
    ]
    header = ["姓 名" if title == "姓名" else title for title in HEADER]
    lines = [*above[1:], header, row("甲一", id_number(1)), [], row("甲二", None, "12")]
    view = await importing.checked(write(above[0], lines))
    assert (view["state"], view["counts"]) == ("checked", {"entered": 1, "refused": 1})
    assert await importing.reasons(view["id"]) == {7: ["phone_unfit"]}
    report = await importing.client.get(f"{API}/{view['id']}/report", headers=importing.headers)
    told = read_sheet(report.content)
    assert told.header == ("行号", *HEADER, "结果", "原因")
    assert [line.cells["行号"] for line in told.rows] == [5, 7]


async def test_what_was_masked_is_not_entered(importing: Importing) -> None:
    """A masked export that is brought back must not poison the register."""
    whole = id_number(1)
    view = await importing.checked(
        xlsx(
            row("钱*五", whole),
            row("钱某"),
            row("钱XX"),
            row("甲一", whole[:6] + "*" * 11 + whole[-1]),
            row("甲二", None, "139****0001"),
            row("甲三", None, "139xxxx0001"),
        )
    )
    assert view["counts"] == {"refused": 6}
    assert await importing.reasons(view["id"]) == {line: ["cell_masked"] for line in range(2, 8)}
