"""A file about shops and firms on its way into the register."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.register.models import Former, Premises, Tally
from shequ_api.features.register_premises.sheet import known_columns, read_line
from shequ_api.kit.sheets.reading import read_sheet
from shequ_api.kit.sheets.writing import Value, csv_file, xlsx_file
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.register_imports.conftest import API, Importing

HEADER = [
    *("地点编码", "小区", "楼栋", "店名", "类型", "统一社会信用代码", "经营范围"),
    *("负责人", "联系电话", "开业日期", "核实日期"),
]
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(serial: int) -> str:
    """A code that holds by GB 32100, of nobody."""
    body = f"92510108MA{serial:07d}"
    total = sum(pow(3, place, 31) * SIGNS.index(sign) for place, sign in enumerate(body))
    return body + SIGNS[-total % 31]


def shop(name: str, **other: Value) -> list[Value]:
    said: dict[str, Value] = {
        "小区": "东苑",
        "楼栋": "1栋",
        "类型": "便利店",
        "店名": name,
        **other,
    }
    return [said.get(title) for title in HEADER]


def file(*rows: Sequence[Value]) -> bytes:
    return xlsx_file(HEADER, rows)


@pytest.fixture
def importing(importing: Importing) -> Importing:
    importing.kind = "premises"
    return importing


async def all_of(session: AsyncSession, cast: Cast, model: Any = Premises) -> list[Any]:
    await enter_district(session, cast.places["510108000000"])
    return list(await session.scalars(select(model).order_by(model.id)))


async def test_shops_are_checked_applied_and_applied_again(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    keeper = {"负责人": "王小四", "联系电话": "13900001001", "开业日期": "2024/5/1"}
    data = file(
        shop("好邻居", 统一社会信用代码=credit_code(1), 经营范围="日用百货", **keeper),
        shop("一碗面", 类型="餐饮", 小区="西苑", 楼栋=None, 核实日期="2026-06-01"),
        shop("事务所", 类型=None, 小区=None, 楼栋=None, 地点编码=f"{HOME}-c1-b1-u1-d101"),
    )
    view = await importing.checked(data)
    assert (view["kind"], view["counts"]) == ("premises", {"entered": 3})
    assert await all_of(session, cast) == [], "a check changes nothing"
    done = await importing.applied(data)
    assert (done["state"], done["counts"]) == ("applied", {"entered": 3})
    rows = await all_of(session, cast)
    assert [(row.name, row.kind, row.source) for row in rows] == [
        ("好邻居", "shop", "import"),
        ("一碗面", "restaurant", "import"),
        ("事务所", "other", "import"),
    ]
    assert (rows[0].business, str(rows[0].opened_on)) == ("日用百货", "2024-05-01")
    assert rows[1].verified_at.date().isoformat() == "2026-06-01"
    assert [row.place_id for row in rows] == [
        cast.places[f"{HOME}-{code}"] for code in ("c1-b1", "c2", "c1-b1-u1-d101")
    ]
    counted = await session.scalar(select(func.sum(Tally.premises)))
    assert counted == len([row for row in rows if row.micro_grid_id]) > 0
    again = await importing.applied(data)
    assert again["counts"] == {"unchanged": 3}, "the same file again changes nothing"
    assert await all_of(session, cast, Former) == []


async def test_keepers_lie_sealed(importing: Importing, session: AsyncSession, cast: Cast) -> None:
    await importing.applied(file(shop("好邻居", 负责人="王小四", 联系电话="13900001001")))
    await all_of(session, cast)
    kept = str((await session.execute(text("SELECT t::text FROM register_premises t"))).all())
    for secret in ("王小四", "13900001001"):
        assert secret not in kept and secret.encode().hex() not in kept


async def test_the_code_finds_them_else_the_name_at_the_place(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    await importing.applied(
        file(shop("好邻居", 统一社会信用代码=credit_code(1)), shop("老店", 核实日期="2026-03-01"))
    )
    done = await importing.applied(
        file(
            shop("新邻居", 统一社会信用代码=credit_code(1), 核实日期="2099-01-01"),
            shop("老 店", 统一社会信用代码=credit_code(2), 核实日期="2026-06-01"),
        ),
        skip_refused=True,
    )
    assert done["counts"] == {"refused": 1, "updated": 1}
    rows = await all_of(session, cast)
    assert [(row.name, row.credit_code) for row in rows] == [
        ("好邻居", credit_code(1)),
        ("老店", credit_code(2)),
    ], "written another way is no other name"
    await session.execute(text("UPDATE register_premises SET verified_at = '2026-01-01'"))
    renamed = shop("新邻居", 统一社会信用代码=credit_code(1), 小区=None, 楼栋=None)
    undated = await importing.applied(file(renamed))
    assert undated["counts"] == {"unchanged": 1}
    assert await importing.reasons(undated["id"], "unchanged") == {2: ["undated"]}
    renamed[HEADER.index("核实日期")] = "2026-07-01"
    assert (await importing.applied(file(renamed)))["counts"] == {"updated": 1}
    session.expire_all()
    assert [row.name for row in await all_of(session, cast)] == ["新邻居", "老店"]
    assert len(await all_of(session, cast, Former)) == 2


async def test_each_line_says_why_it_is_refused(importing: Importing) -> None:
    code = {"统一社会信用代码": credit_code(1)}
    await importing.applied(
        file(shop("好邻居", **code), shop("双生"), shop("单身", **code, 小区="西苑", 楼栋="1栋"))
    )
    view = await importing.checked(
        file(
            shop("甲店", 统一社会信用代码=credit_code(2)[:-1] + "I"),
            shop("甲店", 统一社会信用代码=9.2510108e17),
            shop("甲店", 类型="飞船"),
            shop("甲店", 楼栋="9栋"),
            shop("甲店", 小区=None, 楼栋=None),
            shop("好邻居", 统一社会信用代码=credit_code(3)),
            shop("丙店", **code, 楼栋="2栋"),
            shop("好邻居", **code, 小区=None, 楼栋=None),
            shop("丁店"),
            shop("丁店"),
            shop("戊店", 联系电话="12", 开业日期="2099-01-01"),
            shop(""),
            shop("己店", 小区=None, 楼栋="1栋"),
        )
    )
    assert await importing.reasons(view["id"]) == {
        2: ["credit_code_wrong"],
        3: ["cell_mangled"],
        4: ["premises_kind_unknown"],
        5: ["address_unknown"],
        6: ["address_incomplete"],
        7: ["code_differs"],
        8: ["premises_elsewhere"],
        9: ["premises_ambiguous"],
        11: ["line_doubled"],
        12: ["phone_unfit", "day_ahead"],
        13: ["missing"],
        14: ["address_incomplete"],
    }
    assert view["counts"] == {"refused": 12, "entered": 1}


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("91510108MA6CXXB121", []),
        ("91510108ma6cxxb121", []),
        ("91510108XXXXXXX121", ["cell_masked"]),
        ("91510108MA6CXXB122", ["cell_masked"]),
    ],
)
def test_two_signs_of_a_code_are_no_mask_where_it_holds(written: str, codes: list[str]) -> None:
    columns, faults = known_columns(HEADER)
    assert not faults
    cells = dict(zip(HEADER, shop("好邻居", 统一社会信用代码=written), strict=True))
    line = read_line(2, cells, columns, today=date(2026, 11, 22))
    assert [reason.code for reason in line.reasons] == codes
    assert line.credit_code == (None if codes else written.upper())


async def test_of_several_of_one_name_none_is_picked(importing: Importing, cast: Cast) -> None:
    place = {"place_id": str(cast.places[f"{HOME}-c1-b1"]), "name": "双生", "kind": "shop"}
    for serial in range(2):
        path = API.replace("imports", "premises")
        body = place | {"credit_code": credit_code(serial)}
        made = await importing.client.post(path, json=body, headers=importing.headers)
        assert made.status_code == 201, made.text
    view = await importing.checked(file(shop("双生")))
    assert await importing.reasons(view["id"]) == {2: ["premises_ambiguous"]}


async def test_what_closed_since_is_not_opened_again(importing: Importing, cast: Cast) -> None:
    data = file(shop("好邻居", 统一社会信用代码=credit_code(1)), shop("老店"))
    await importing.applied(data)
    path = API.replace("imports", "premises")
    listed = await importing.client.get(path, headers=importing.headers)
    for each in listed.json()["items"]:
        closing = f"{path}/{each['id']}/closure"
        assert (await importing.client.post(closing, headers=importing.headers)).is_success
    again = await importing.applied(data)
    assert again["counts"] == {"unchanged": 2}
    assert set(map(tuple, (await importing.reasons(again["id"], "unchanged")).values())) == {
        ("closed_since",)
    }


async def test_nothing_is_half_imported_and_nothing_out_of_the_community(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    far = shop("远店", 小区=None, 楼栋=None, 地点编码=f"{NEIGHBOUR}-c1-b1")
    view = await importing.checked(file(shop("好邻居"), far))
    assert await importing.reasons(view["id"]) == {3: ["place_unknown"]}
    order = f"{API}/{view['id']}/application"
    refused = await importing.client.post(order, json={}, headers=importing.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "lines_refused")
    assert await all_of(session, cast) == []


async def test_what_changed_meanwhile_stops_it(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    await importing.applied(file(shop("好邻居", 核实日期="2026-03-01")))
    data = file(shop("好邻居", 经营范围="百货", 核实日期="2026-06-01"), shop("新店"))
    view = await importing.checked(data)
    await importing.applied(file(shop("好邻居", 核实日期="2026-05-01")))
    order = f"{API}/{view['id']}/application"
    await importing.client.post(order, json={}, headers=importing.headers)
    await importing.work()
    failed = await importing.look(view["id"])
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "changed_meanwhile")
    assert [row.name for row in await all_of(session, cast)] == ["好邻居"]


@pytest.mark.parametrize("clear", [True, False])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_what_was_exported_comes_back_and_changes_nothing(
    importing: Importing, session: AsyncSession, cast: Cast, kind: str, clear: bool
) -> None:
    """Masked keepers say nothing; no cell of it is a formula."""
    keeper = {"负责人": "王小四", "联系电话": "13900001001"}
    await importing.applied(
        file(
            shop("=好邻居", 统一社会信用代码=credit_code(1), 经营范围="+百货", **keeper),
            shop("一碗面", 类型="餐饮", 小区="西苑", 楼栋=None, 核实日期="2026-06-01", **keeper),
        )
    )
    reveal = {"reveal": ["keeper_name", "keeper_phone"], "purpose": "visit", "reason": "消防检查"}
    body = {"kind": "premises", "format": kind, **(reveal if clear else {})}
    path = API.replace("imports", "exports")
    answer = await importing.client.post(path, json=body, headers=importing.headers)
    assert answer.status_code == 200, answer.text
    told = read_sheet(answer.content).rows
    assert [line.cells["负责人"] for line in told] == (["王小四"] * 2 if clear else ["王*四"] * 2)
    if kind == "csv":
        assert '"\'=好邻居"' in answer.content.decode("utf-8-sig")
    done = await importing.applied(answer.content)
    assert done["counts"] == {"unchanged": 2}, await importing.reasons(done["id"])
    assert await all_of(session, cast, Former) == []
    looks = await session.scalar(text("SELECT count(*) FROM access_log"))
    assert looks == (2 if clear else 0)


async def test_the_template_and_the_report_are_of_the_kind(importing: Importing) -> None:
    for write, kind in ((xlsx_file, "xlsx"), (csv_file, "csv")):
        asked = {"kind": "premises", "format": kind}
        found = await importing.client.get(
            f"{API}/template", params=asked, headers=importing.headers
        )
        assert found.status_code == 200
        view = await importing.checked(write(HEADER, [shop("好邻居"), shop("", 类型="飞船")]))
        report = await importing.client.get(
            f"{API}/{view['id']}/report", params={"format": kind}, headers=importing.headers
        )
        assert [line.cells["结果"] for line in read_sheet(report.content).rows] == [
            "新增",
            "未通过",
        ]
    template = await importing.checked(found.content)
    assert template["counts"] == {"entered": 1}
