"""Households, relations, sexes and papers of all kinds in a file."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.register.models import Entry, Former, Occupancy
from shequ_api.kit.sheets.writing import Value, xlsx_file
from tests.base.register.test_papers import HONG_KONG
from tests.cast import Cast
from tests.features.register_imports.conftest import HEADER, Importing, csv, id_number, row, xlsx

MORE = [*HEADER, "性别", "证件类型", "户编号", "与户主关系"]


def person(
    name: str, number: Value = None, phone: str | None = None, **other: Value
) -> list[Value]:
    said = dict(zip(HEADER, row(name, number, phone, **other), strict=True)) | other
    return [said.get(title) for title in MORE]


def file(*rows: list[Value]) -> bytes:
    return xlsx(*rows, header=MORE)


async def stays(session: AsyncSession, cast: Cast) -> list[tuple[Any, ...]]:
    await enter_district(session, cast.places["510108000000"])
    found = select(Occupancy).where(Occupancy.ended_at.is_(None)).order_by(Occupancy.id)
    return [(one.household, one.relation) for one in await session.scalars(found)]


async def test_households_and_relations_come_with_people(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    data = file(
        person("甲一", id_number(1), 户编号="1", 与户主关系="户主"),
        person("甲二", None, "13900001002", 户编号="第1户", 与户主关系="妻", 性别="女"),
        person("乙一", id_number(3), 户编号=2, 与户主关系="本人", 与房屋关系="租户"),
        person("乙二", None, "13900001004"),
    )
    assert (await importing.applied(data))["counts"] == {"entered": 4}
    known = [(1, "head"), (1, "spouse"), (2, "head"), (1, None)]
    assert await stays(session, cast) == known
    sexes = [one.sex for one in await session.scalars(select(Entry).order_by(Entry.id))]
    assert sexes == [1, 2, 1, 0], "by the number where there is one"
    assert (await importing.applied(data))["counts"] == {"unchanged": 4}
    gap = file(person("乙二", None, "13900001004", 与户主关系="母亲", 性别="女"))
    done = await importing.applied(gap)
    assert done["counts"] == {"updated": 1}, "a gap is filled where no newer look is proved"
    assert await stays(session, cast) == [*known[:3], (1, "parent")]
    undated = file(person("甲一", id_number(1), 户编号=3))
    done = await importing.applied(undated)
    assert done["counts"] == {"unchanged": 1}
    assert await importing.reasons(done["id"], "unchanged") == {2: ["undated"]}


async def test_a_household_gets_no_second_head(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    head = {"与户主关系": "户主", "核实日期": "2026-03-01"}
    await importing.applied(file(person("甲一", id_number(1), **head)))
    view = await importing.checked(
        file(
            person("甲二", None, "13900001002", 与户主关系="户主"),
            person("甲三", None, "13900001003", 与户主关系="户主", 户编号=2),
            person("甲四", None, "13900001004", 与户主关系="户主", 户编号=2),
        )
    )
    assert view["counts"] == {"refused": 2, "entered": 1}
    assert await importing.reasons(view["id"]) == {2: ["head_doubled"], 4: ["head_doubled"]}
    swapped = file(
        person("甲二", None, "13900001002", 与户主关系="户主", 核实日期="2026-06-01"),
        person("甲一", id_number(1), 与户主关系="丈夫", 核实日期="2026-06-01"),
    )
    done = await importing.applied(swapped)
    assert done["counts"] == {"entered": 1, "updated": 1}, "whoever makes room is seen first"
    assert sorted(map(str, await stays(session, cast))) == ["(1, 'head')", "(1, 'spouse')"]


async def test_whoever_is_refused_makes_no_room_for_another_head(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    head = {"与户主关系": "户主", "核实日期": "2026-03-01"}
    await importing.applied(
        file(
            person("甲一", id_number(1), **head),
            person("乙一", id_number(3), 户编号=2, **head),
        )
    )
    later = {"核实日期": "2026-06-01"}
    crowded = file(
        person("甲一", id_number(1), 与户主关系="户主", 户编号=2, **later),
        person("甲二", None, "13900001002", 与户主关系="户主", 户编号=1, **later),
    )
    done = await importing.applied(crowded, skip_refused=True)
    assert (done["state"], done["counts"]) == ("applied", {"refused": 2})
    stays_head = file(
        person("甲三", None, "13900001003", 与户主关系="户主", **later),
        person("甲一", id_number(1), 与房屋关系="业主", **later),
    )
    done = await importing.applied(stays_head, skip_refused=True)
    assert (done["state"], done["counts"]) == ("applied", {"refused": 1, "updated": 1})
    assert await importing.reasons(done["id"]) == {2: ["head_doubled"]}
    assert await stays(session, cast) == [(2, "head"), (1, "head")]


async def test_papers_of_all_kinds_and_what_is_told_of_them(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    data = file(
        person("Ann Lee", "EA 1234567", 证件类型="护照", 性别="女"),
        person("甲一", HONG_KONG, 证件类型="港澳台居民居住证"),
        person("甲二", "H1234567801", 证件类型="回乡证", 性别="男"),
        person("甲三", "01234567", 证件类型="台胞证"),
        person("甲四", "EX1234567"),
        person("甲五", id_number(5), 证件类型="护照"),
        person("甲六", id_number(1), 性别="女"),
        person("甲七", 1234567.0, 证件类型="台胞证"),
        person("甲八", "E1234567", 证件类型="驾驶证"),
        person("甲九", None, 性别="男性的", 户编号="510108001234567"),
        person("甲十", None, 证件类型="护照"),
    )
    view = await importing.applied(data, skip_refused=True)
    assert view["counts"] == {"entered": 5, "refused": 6}
    assert await importing.reasons(view["id"]) == {
        6: ["id_kind_needed"],
        7: ["id_kind_unfit"],
        8: ["sex_differs"],
        9: ["id_kind_unfit"],
        10: ["id_kind_unknown", "id_kind_needed"],
        11: ["sex_unknown", "household_unfit"],
    }
    assert (await importing.applied(data, skip_refused=True))["counts"] == {
        "unchanged": 5,
        "refused": 6,
    }


async def test_one_human_being_with_two_papers(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    await importing.applied(
        file(person("甲一", "H12345678", "13900001001", 证件类型="回乡证", 核实日期="2026-03-01"))
    )
    view = await importing.checked(file(person("甲一", HONG_KONG)))
    assert await importing.reasons(view["id"]) == {2: ["person_ambiguous"]}, "by the name alone"
    sure = person("甲一", HONG_KONG, "13900001001", 核实日期="2026-06-01")
    assert (await importing.applied(file(sure)))["counts"] == {"updated": 1}
    await enter_district(session, cast.places["510108000000"])
    assert len(list(await session.scalars(select(Entry)))) == 1
    assert len(list(await session.scalars(select(Former)))) == 1
    passport = person("乙一", "H12345678", "13900001009", 证件类型="护照")
    assert (await importing.checked(file(passport)))["counts"] == {"entered": 1}


async def test_a_door_by_another_word_and_an_address_in_one_piece(importing: Importing) -> None:
    header = ["户号" if title == "房号" else title for title in HEADER]
    view = await importing.checked(xlsx(row("甲一", id_number(1)), header=header))
    assert view["counts"] == {"entered": 1}, "no other column says which door it is"
    header = ["姓名", "与房屋关系", "手机号", "住址"]
    words = ["东苑一栋1单元101室", "成都市成华区东苑1-1-0102", "东苑1幢 3楼 101", "南苑1栋1单元101"]
    lines = [
        [f"甲{sign}", "业主", None, word] for sign, word in zip("一二三四", words, strict=True)
    ]
    view = await importing.checked(xlsx(*lines, header=header))
    assert view["counts"] == {"entered": 3, "refused": 1}
    assert await importing.reasons(view["id"]) == {5: ["address_unknown"]}


@pytest.mark.parametrize("write", [xlsx_file, csv])
async def test_a_header_in_two_rows(importing: Importing, write: Any) -> None:
    groups: list[Value] = ["序号", "基本信息", None, None, "房屋", None, None, None, None]
    titles: list[Value] = [
        None,
        "姓名",
        "性别",
        "证件号码",
        "小区",
        "楼栋",
        "单元",
        "房号",
        "与房屋关系",
    ]
    lines: list[list[Value]] = [
        [1, "甲一", "男", id_number(1), "东苑", "1栋", "1单元", "101", "业主"],
        [2, "甲二", "女", id_number(1), "东苑", "1栋", "1单元", "101", "妻"],
    ]
    if write is csv:
        data = csv(groups, titles, *lines, header=["人房信息登记表"])
    else:
        data = xlsx_file(["人房信息登记表"], [groups, titles, *lines])
    view = await importing.checked(data)
    assert (view["state"], view["counts"]) == ("checked", {"entered": 1, "refused": 1})
    assert await importing.reasons(view["id"]) == {5: ["sex_differs"]}
