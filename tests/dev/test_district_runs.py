"""A run is whole or nothing, gives the same rows each time, and leaves the schema as it was."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from shequ_api.app import close_parts, gather_parts
from shequ_api.base.places.following import agree
from shequ_api.dev.district.run import TABLES, DistrictTaken, DistrictUnknown, Report
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from tests.conftest import WORKER, clone, drop, settings_for_tests
from tests.dev.made import INSIDE, Made, make, order

SMALL = 0.005
SCHEMA = """
    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      || convalidated FROM pg_constraint WHERE conrelid <> 0
    UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid FROM pg_index
      WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL SELECT relname || ' ' || relrowsecurity || relforcerowsecurity FROM pg_class
      WHERE relnamespace = 'public'::regnamespace
    ORDER BY 1"""


@pytest.fixture
async def empty(server: Embedded, template: str) -> AsyncIterator[Made]:
    """The cast's database, in which 龙泉驿区 has nothing yet."""
    name = f"shequ_{WORKER}_empty_district_test"
    yield Made(server, name, clone(server, template, name))
    drop(server, name)


def _rows(made: Made) -> dict[str, list[str]]:
    """All that was made, but what a fresh nonce makes different each time."""
    found = {}
    for table in TABLES:
        columns = made.ask(
            f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attname NOT LIKE '%_sealed'"
        )
        named = ", ".join(f't."{column}"' for column in columns)
        found[table] = made.ask(f"SELECT row({named})::text FROM {table} t ORDER BY 1")
    return found


async def test_the_same_seed_gives_the_same_rows(server: Embedded, template: str) -> None:
    found = []
    for number, seed in enumerate((7, 7, 8)):
        name = f"shequ_{WORKER}_district{number}_test"
        made = Made(server, name, clone(server, template, name))
        await make(made.addresses, order(seed=seed, scale=SMALL))
        found.append(_rows(made))
        drop(server, name)
    first, again, other = found
    for table in TABLES:
        assert len(first[table]) > 0, table
        assert first[table] == again[table], table
    assert first["register_people"] != other["register_people"]


async def test_a_run_that_dies_leaves_nothing_and_the_next_one_is_whole(empty: Made) -> None:
    before = _rows(empty), empty.ask(SCHEMA)

    def die(phase: str, done: int, _: int) -> None:
        if phase == "keys" and done == 5:
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await make(empty.addresses, order(scale=SMALL), die)
    assert (_rows(empty), empty.ask(SCHEMA)) == before
    await make(empty.addresses, order(scale=SMALL))
    assert empty.count("places", f"{INSIDE} AND kind = 'compound'") > 0
    assert empty.ask(SCHEMA) == before[1], "keys, indexes and walls stand as they stood"
    whole = _rows(empty)
    report = await make(empty.addresses, order(scale=SMALL))
    assert isinstance(report, Report)
    assert report.already_there
    assert _rows(empty) == whole


async def test_what_somebody_else_laid_out_is_left_alone(empty: Made) -> None:
    await make(empty.addresses, order(scale=SMALL))
    before = _rows(empty)
    for other in (order(scale=SMALL, seed=2), order(scale=0.006), order("510108")):
        with pytest.raises(DistrictTaken):
            await make(empty.addresses, other)
    with pytest.raises(DistrictUnknown):
        await make(empty.addresses, order("510107"))
    assert _rows(empty) == before


async def test_places_above_agree_with_those_below(made: Made) -> None:
    grids = "SELECT id, micro_grid_id, general_grid_id FROM places ORDER BY id"
    before = made.ask(grids)
    parts = gather_parts(settings_for_tests(), made.addresses.owner)
    async with parts.get(Database).sessions() as session, session.begin():
        compounds = made.ask(f"SELECT id FROM places WHERE {INSIDE} AND kind = 'compound'")
        await agree(session, [UUID(compound) for compound in compounds])
    await close_parts(parts)
    assert made.ask(grids) == before
