"""Importing the official divisions, whole or not at all."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.divisions import (
    ImportRefused,
    import_divisions,
    known_divisions,
    read_divisions,
)
from shequ_api.base.places.models import Place, PlaceKind
from tests.cast import DIVISIONS

HEADER = "code,name,kind,parent_code"
GOOD = ["510000000000,四川省,province,", "510100000000,成都市,city,510000000000"]


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "divisions.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding=encoding)
    return file


async def test_the_official_divisions_are_all_there(session: AsyncSession) -> None:
    counted = select(Place.kind, func.count().label("places")).group_by(Place.kind)
    found = {row.kind: row.places for row in await session.execute(counted)}
    assert found[PlaceKind.DISTRICT] == 20
    assert found[PlaceKind.SUBDISTRICT] == 261
    assert found[PlaceKind.COMMUNITY] == 3047
    named = select(Place).where(Place.code == "510108015017")
    community = (await session.scalars(named)).one()
    assert community.name.startswith("致强")
    assert community.path == "51.01.08.015.017"
    assert community.community_id == community.id


async def test_importing_again_changes_nothing_and_renames(
    session: AsyncSession, tmp_path: Path
) -> None:
    before = await session.scalar(select(func.count()).select_from(Place))
    await import_divisions(session, read_divisions(DIVISIONS))
    assert await session.scalar(select(func.count()).select_from(Place)) == before
    renamed = written(tmp_path, "510000000000,新名字,province,", encoding="utf-8-sig")
    await import_divisions(session, read_divisions(renamed))
    name = select(Place.name).where(Place.code == "510000000000")
    assert await session.scalar(name) == "新名字"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("51,四川省,province,", "the code is not 12 digits"),
        ("510000000000,四川省,province,", "the code stands twice in the file"),
        ("510104000000,,district,510100000000", "the name is empty or too long"),
        ("510104000000,锦江区,planet,510100000000", "the kind is not a division's"),
        ("510104000000,锦江区,district,999999999999", "the parent is unknown"),
        ("510104000000,锦江区,district,510000000000", "a district cannot lie in a province"),
        ("510104000000,锦江区,district,", "only a province has no parent"),
        ("510104000000,锦江区", "2 columns instead of 4"),
        ("520104000000,锦江区,district,510100000000", "the code does not begin like the parent's"),
        ("510104001000,锦江区,district,510100000000", "the code does not end in zeros"),
        ("٥١٠١٠٤٠٠٠٠٠٠,锦江区,district,510100000000", "the code is not 12 digits"),
        (
            "510104000000,锦\x00江区,district,510100000000",
            "the name has characters nobody can read",
        ),
        (f"510104000000,{'锦' * 140_000},district,510100000000", "the row is not CSV"),
    ],
)
def test_a_broken_row_refuses_the_file_and_names_its_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_divisions(written(tmp_path, *GOOD, line))
    assert [(fault.line, fault.problem) for fault in refused.value.faults] == [(4, problem)]


def test_every_broken_row_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_divisions(
            written(tmp_path, *GOOD, "x,,y,z", "1,2", "510100000000,再来,city,510000000000")
        )
    assert [fault.line for fault in refused.value.faults] == [4, 5, 6]


def test_a_file_in_another_encoding_or_with_another_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        read_divisions(written(tmp_path, GOOD[0], encoding="gb18030"))
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(ImportRefused):
        read_divisions(other)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("510199999999,新社区,community,510100000000", "a community cannot lie in a city"),
        ("510108000000,成华区,city,510000000000", "the code is a district's already"),
        ("510108015017,致强社区,community,510108014000", "the place lies in 510108015000 already"),
    ],
)
async def test_what_is_known_is_held_against_the_file(
    session: AsyncSession, tmp_path: Path, line: str, problem: str
) -> None:
    known = await known_divisions(session)
    with pytest.raises(ImportRefused) as refused:
        read_divisions(written(tmp_path, line), known)
    assert [(fault.line, fault.problem) for fault in refused.value.faults] == [(2, problem)]


async def test_a_row_below_a_known_place_is_taken(session: AsyncSession, tmp_path: Path) -> None:
    line = "510108015999,新社区,community,510108015000"
    await import_divisions(
        session, read_divisions(written(tmp_path, line), await known_divisions(session))
    )
    made = (await session.scalars(select(Place).where(Place.code == "510108015999"))).one()
    assert made.path == "51.01.08.015.999"
    assert made.district_id is not None
