"""The tables are whole: every route has its rows and entries, every permission is the route's own.

README.md beside this file says how to add a route.
"""

from collections.abc import Iterator

import pytest

from shequ_api.base.access.roles import Role
from shequ_api.kit.http.policy import deciding
from tests.architecture.api import the_app
from tests.matrix.asking import Case
from tests.matrix.collecting import operations
from tests.matrix.roles import KNOWN
from tests.matrix.stage import Stage, asks_of
from tests.matrix.table import Row, rows

MINIMUM = 64
"""A floor: a collector that finds nothing would pass."""


def test_every_route_has_its_row_and_its_entry(stage: Stage) -> None:
    assert len(stage.routes) >= MINIMUM
    routes = set(stage.routes)
    judged = {row.operation for row in rows().values()}
    assert routes == judged, "rights/: a route without a row, or a row without a route"
    unlike = set(rows()) ^ set(operations())
    assert not unlike, "requests_*.py: a row without an entry, or an entry without a row"
    documented = sum(len(methods) for methods in the_app().openapi()["paths"].values())
    hidden = [route for _, route in stage.routes.values() if not route.include_in_schema]
    assert len(routes) == documented + len(hidden)


def test_every_permission_is_what_the_route_asks_for(stage: Stage) -> None:
    asked = {
        name: deciding(stage.routes[row.operation][1].policies).describe()["permission"]
        for name, row in rows().items()
    }
    assert asked == {name: row.permission for name, row in rows().items()}


def test_what_may_be_done_for_another_is_asked_so(stage: Stage) -> None:
    """By a mandate that the asker holds, and by one that somebody else holds."""
    found = {
        name
        for name, (_, route) in stage.routes.items()
        if deciding(route.policies).describe().get("on_behalf")
    }
    asked = {row.operation for name, row in rows().items() if name.endswith(":for_another")}
    assert found == asked


def test_every_role_is_asked() -> None:
    assert set(KNOWN) == {str(role) for role in Role} - {"custom"}


def _scrolled() -> Iterator[Row]:
    """Lists of all in reach whose cursor may be carried to somebody else."""
    yield from (row for name, row in rows().items() if operations()[name].rows is not None)


@pytest.mark.parametrize("row", list(_scrolled()), ids=lambda row: row.name)
async def test_a_cursor_is_its_readers_own(stage: Stage, row: Row) -> None:
    readers = [
        role
        for role in KNOWN
        if (given := row.verdicts[role]["inside"])
        and given.letter == "A"
        and stage.sites(row, role, "inside")
    ]
    scrolled = 0
    for reader, other in zip(readers, [*readers[1:], *readers[:1]], strict=True):
        case = Case(stage.world, reader, "inside", stage.world.sites["home"])
        [ask, *_] = await asks_of(operations()[row.name], case)
        query = {**ask.query, "limit": "1"}
        page = await stage.play(row, case, type(ask)(ask.path, query), pages=1)
        cursor = page.response.json()["next_cursor"]
        if cursor is None or other == reader:
            continue
        scrolled += 1
        theirs = Case(stage.world, other, "inside", stage.world.sites["home"])
        carried = await stage.play(row, theirs, type(ask)(ask.path, {**query, "cursor": cursor}))
        assert carried.response.status_code == 400, carried.hint
        assert carried.response.json()["code"] == "cursor_invalid"
    assert scrolled or len(readers) < 2, f"{row.name}: no page of one row has a next one"
