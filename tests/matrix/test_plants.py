"""The planting test: checks are found in the source, and the matrix notices when one is gone."""

import ast
import random
import subprocess
import sys
from collections import Counter

import pytest

from tests.matrix.plant_sites import plants_in
from tests.matrix.plants import ROOT, doubled

AT_LEAST = {
    "condition": 60,
    "scope": 40,
    "right": 50,
    "answer": 8,
    "grant": 300,
    "office": 12,
    "level": 2,
}
"""A floor: a finder that finds nothing would let all through."""


def test_checks_are_found_and_their_absence_is_python() -> None:
    found = plants_in(ROOT / "src")
    kinds = Counter(plant.kind for plant in found)
    assert not {kind: least for kind, least in AT_LEAST.items() if kinds[kind] < least}
    for plant in random.sample(found, 60):
        whole = (ROOT / "src" / plant.path).read_text(encoding="utf-8")
        changed = plant.taken_out_of(whole)
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(whole)), plant


def test_what_is_doubled_is_still_there() -> None:
    found = {(plant.path, plant.function, plant.was) for plant in plants_in(ROOT / "src")}
    assert set(doubled()) <= found, "doubled.csv: a check that is no more"


@pytest.mark.campaign
def test_the_matrix_notices_twenty_of_twenty() -> None:
    seed = str(random.randrange(1_000_000))
    command = [sys.executable, "-m", "tests.matrix.plants", "--seed", seed, "--count", "20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}\n{done.stdout[-8_000:]}{done.stderr[-4_000:]}"
