"""Playing all cells of one row, and what is wrong with them."""

from tests.matrix.judging import faults, fingerprint
from tests.matrix.roles import UNKNOWN
from tests.matrix.stage import Stage
from tests.matrix.table import Row

MOST = 12
"""Sentences of one row: what is wrong with one cell is wrong with many."""


async def wrong(stage: Stage, row: Row) -> str:
    """What is wrong with the cells of everyone, in a sentence for each; "" where all is right."""
    found = [fault for role in row.verdicts for fault in await _wrong(stage, row, role)]
    more = [f"and {len(found) - MOST} more"] if len(found) > MOST else []
    return "\n".join([*found[:MOST], *more])


async def _wrong(stage: Stage, row: Row, role: str) -> list[str]:
    found: list[str] = []
    refusals = set()
    for relation, verdict, cell in await stage.cells(row, role):
        asked = cell or relation == "ended" or role in UNKNOWN
        if not asked and stage.sites(row, role, relation):
            found.append(f"{row.name}: {role}: is there anything {relation}?")
        for played in cell:
            found += faults(stage, played, verdict)
        if verdict.letter == "H":
            refusals |= {fingerprint(played) for played in cell if not played.listing}
    if len(refusals) > 1:
        found.append(f"{row.name}: {role} can tell what is hidden from what is absent")
    return found
