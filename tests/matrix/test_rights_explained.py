"""What is explained is what the door answers: the operations that look at whose a record is.

Each cell is asked twice: by the one whom it is about, and about them by an administrator who sees
both them and the record, and who is told what the request names but not what it says. Of a row some
cells are asked, drawn by a seed (`SHEQU_EXPLAINED_SEED`), all where a refusal must be met; the
campaign asks all cells of all operations.
"""

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from shequ_api.base.rights.sight import sayable
from shequ_api.kit.errors import Absent
from shequ_api.kit.ids import new_id
from tests.architecture.test_explanations import refused_by_record
from tests.matrix.asking import Ask, Case
from tests.matrix.collecting import operations
from tests.matrix.roles import KNOWN
from tests.matrix.stage import Played, Stage, asks_of
from tests.matrix.table import RELATIONS, Row, rows

API = "/api/v1/access/explanations"
ASKERS = ("subdistrict_administrator", "district_administrator", "city_administrator", "auditor")
NO = {401, 403, 404}
NEAR = ("home", "neighbour", "far", "abroad", "nowhere", "razed")
"""Where it is enough to ask."""
OTHERS = ("If-Match",)
SEED = int(os.environ.get("SHEQU_EXPLAINED_SEED", random.randrange(2**32)))
DRAWN = 12
"""Cells of a row."""
WITNESSED: dict[tuple[str, str], str] = {
    ("settle_ticket", "not_your_task"): "settle_ticket",
    ("remove_from_household", "owners_stay"): "remove_from_household:owner",
    ("name_cover", "beyond_yourself"): "name_cover",
}
"""Operation and code → the row in which it is surely met and told: a floor under the comparison."""


async def explained(stage: Stage, row: Row, role: str, ask: Ask) -> dict[str, Any] | None:
    """What the first administrator is told who sees what is asked about; None where none does."""
    may_be_said = sayable(stage.routes[row.operation][1])
    sent = {**ask.query, **(ask.body if isinstance(ask.body, dict) else {})}
    said = {name: text for name, text in sent.items() if name in may_be_said}
    parameters = {name: text for name, text in said.items() if isinstance(text, str)}
    question = {
        "person_id": stage.world.people[role],
        "operation": row.operation,
        "parameters": {**ask.path, **parameters},
    }
    for asker in ASKERS:
        answer = await _asked(stage, asker, question)
        if answer.status_code == 200:
            told: dict[str, Any] = answer.json()
            return told
        assert answer.status_code in {404, 422}, answer.text
    return None


async def _asked(stage: Stage, asker: str, question: dict[str, Any]) -> Any:
    transaction = await stage.connection.begin()
    try:
        headers = stage.world.headers[asker]
        return await stage.client.post(API, json=question, headers=headers)
    finally:
        await transaction.rollback()


def wrong(played: Played, told: dict[str, Any]) -> str:
    """What is wrong with an explanation; "" where it is what the door answered."""
    refused, failed = played.response.status_code in NO, failed_of(told)
    if not told["allowed"] and not refused and "state" not in failed:
        return f"told no ({failed}), and yet: {played.hint}"
    if told["allowed"] and told["settled"] and refused:
        return f"told yes, and yet: {played.hint}"
    return ""


def failed_of(told: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["detail"] for one in told["checks"] if not one["passed"]}


async def cells(stage: Stage, row: Row) -> list[tuple[Case, Ask]]:
    """Who asks what: everyone, at few sites."""
    found = []
    for role in KNOWN:
        for relation in RELATIONS:
            if row.verdicts[role][relation] is None:
                continue
            for site in stage.sites(row, role, relation):
                case = Case(stage.world, role, relation, site)
                if site.key in NEAR:
                    asks = await asks_of(operations()[row.name], case)
                    found += [(case, ask) for ask in asks if ask.headers.keys() <= set(OTHERS)]
    return found


async def compare(stage: Stage, row: Row, *, drawn: int | None = None) -> set[tuple[str, str]]:
    """The refusals by the record that were met and told alike; fails where anything was not."""
    told_of, faults, found = set(), [], await cells(stage, row)
    if drawn is not None and len(found) > drawn:
        found = random.Random(f"{SEED}/{row.name}").sample(found, drawn)
    for case, ask in found:
        told = await explained(stage, row, case.role, ask)
        if told is None:
            continue
        played = await stage.play(row, case, ask)
        faults += [fault] if (fault := wrong(played, told)) else []
        if played.response.status_code == 403:
            problem = played.response.json()
            if failed_of(told).get("row") == problem["title"]:
                told_of.add((row.operation, problem["code"]))
    assert not faults, f"seed {SEED}\n" + "\n".join(faults[:12])
    return told_of


def _by_record() -> Iterator[str]:
    names = {operation for operation, _ in refused_by_record()}
    yield from (name for name, row in rows().items() if row.operation in names)


@pytest.mark.parametrize("name", list(_by_record()))
async def test_refusals_by_the_record(stage: Stage, name: str) -> None:
    drawn = None if name in WITNESSED.values() else DRAWN
    told_of = await compare(stage, rows()[name], drawn=drawn)
    assert {pair for pair, row in WITNESSED.items() if row == name} <= told_of


@pytest.mark.campaign
@pytest.mark.parametrize("name", list(rows()))
async def test_every_operation(stage: Stage, name: str) -> None:
    await compare(stage, rows()[name])


@pytest.mark.parametrize("asker", ASKERS)
async def test_the_second_wall_stays_shut(stage: Stage, asker: str) -> None:
    """To ask why is no right to look: of the register nobody learns by it what is there."""
    world = stage.world
    told = set()
    for entry in (world.sites["home"].of("entry"), str(new_id())):
        question = {
            "person_id": world.people["micro_grid_worker"],
            "operation": "reveal_register_person",
            "parameters": {"entry_id": entry},
        }
        answer = await _asked(stage, asker, question)
        told.add((answer.status_code, answer.json()["detail"]))
    assert told == {(404, Absent.title)}
