"""Every operation × every role × own, neighbour and none, against the table of rights.

`rights.csv` says what should be; read its head. Whoever adds a route

1.  adds a row to `rights.csv`, from what the community would want and before looking at what the
    code does: the permission, and for each role what comes of asking for one's own, for a
    neighbour's, and for what does not exist;
2.  adds an entry to `requests.py` or `requests_features.py`: which sites are own and which a
    neighbour's (a reach of `sites.py`), and how to ask there, with a body by which whoever is
    allowed succeeds. What a list should or should not hold stands in `Ask.rows`; what not even an
    allowed answer says in `Ask.secret`;
3.  plants what can be asked for, where no site has it yet, in `planting.py`, with `word()`s in it.

An allowed request must succeed. A denied one must have its documented code, be told from nothing
else, say no planted word, name, phone or id, and write no row, not even one that is rolled back.
Where the table and the code differ, one of them is wrong: find out which.
"""

import pytest

from shequ_api.kit.http.policy import deciding
from tests.architecture.api import the_app
from tests.matrix.judging import faults, fingerprint
from tests.matrix.requests import OPERATIONS
from tests.matrix.sites import KNOWN, UNKNOWN
from tests.matrix.stage import Stage
from tests.matrix.table import RELATIONS, Row, roles, rows

MINIMUM = 64
"""A floor: a collector that finds nothing would pass."""


def test_every_route_has_its_row_and_its_entry(stage: Stage) -> None:
    assert len(stage.routes) >= MINIMUM
    routes = set(stage.routes)
    assert routes == set(rows()), "rights.csv: a route without a row, or a row without a route"
    assert routes == set(OPERATIONS), "requests.py: a route without an entry, or the reverse"
    documented = sum(len(methods) for methods in the_app().openapi()["paths"].values())
    hidden = [route for _, route in stage.routes.values() if not route.include_in_schema]
    assert len(routes) == documented + len(hidden)


def test_every_permission_is_what_the_route_asks_for(stage: Stage) -> None:
    asked = {
        name: deciding(route.policies).describe()["permission"]
        for name, (_, route) in stage.routes.items()
    }
    assert asked == {name: row.permission for name, row in rows().items()}


def test_every_role_of_the_cast_has_its_column() -> None:
    assert set(roles()) == {*KNOWN, *UNKNOWN}


async def _wrong(stage: Stage, row: Row, role: str) -> list[str]:
    """What is wrong with the cells of a role."""
    found: list[str] = []
    refusals = set()
    for relation in RELATIONS:
        verdict = row.verdicts[role, relation]
        cell = await stage.cell(row.operation, role, relation)
        if verdict is None or not cell:
            found += [f"{role}: is there a {relation}?"] if verdict or cell else []
            continue
        for played in cell:
            found += faults(stage, played, verdict, row.permission)
        if verdict.letter == "H":
            refusals |= {fingerprint(played) for played in cell if not played.listing}
    if len(refusals) > 1:
        found.append(f"{role} can tell what is hidden from what is absent: {refusals}")
    return found


@pytest.mark.parametrize("operation", sorted(rows()))
async def test_rights(stage: Stage, operation: str) -> None:
    wrong = [fault for role in roles() for fault in await _wrong(stage, rows()[operation], role)]
    assert not wrong, "\n".join(wrong)
