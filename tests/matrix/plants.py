"""The planting test: does the matrix notice when a check is missing?

`python -m tests.matrix.plants --seed 7 --count 20` copies the tree, takes out one check at a time,
chosen by the seed (the kinds in turn), and runs the matrix on the copy: first the operations of the
package that was changed, then which permissions are asked for, and where these notice nothing, all.
It prints each plant with what noticed it, or with its difference, and fails unless all were caught.

Checks that stand behind another wall are listed in `doubled.csv`, with a sentence that says which
wall: they are drawn too, shown as doubled, and another is drawn in their place.
"""

import argparse
import csv
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from shequ_api.kit import embedded
from tests import runs
from tests.architecture.api import our_routes
from tests.matrix.plant_sites import Plant, plants_in
from tests.matrix.table import areas, rows

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "migrations", "pyproject.toml")
FILES = {ring: f"tests/matrix/test_rights_of_{ring}.py" for ring in ("base", "features")}
ASKED_FOR = ["tests/matrix/test_matrix.py::test_every_permission_is_what_the_route_asks_for"]
"""What everybody may, nobody misses; that the route still asks for it is judged by the table."""
FAILED, PASSED = 1, 0
MISSED = "NOT CAUGHT"
JUDGED = ("caught", MISSED)


class Outcome(NamedTuple):
    plant: Plant
    verdict: str
    """`caught`, `NOT CAUGHT`, `doubled`, `unasked`, `unfit` (the copy does not start)."""
    told: str
    seconds: float


def drawn(seed: int, source: Path) -> Iterator[Plant]:
    """All plants in the order of the seed, one of each kind in turn."""
    chosen = random.Random(seed)
    by_kind: dict[str, list[Plant]] = defaultdict(list)
    for plant in plants_in(source):
        by_kind[plant.kind].append(plant)
    for plants in by_kind.values():
        chosen.shuffle(plants)
    while by_kind:
        for kind in sorted(by_kind):
            yield by_kind[kind].pop()
        by_kind = defaultdict(list, {kind: left for kind, left in by_kind.items() if left})


def doubled() -> dict[tuple[str, str, str], str]:
    """File, function and check → the other wall."""
    text = Path(__file__).with_name("doubled.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {(path, where, was): wall for path, where, was, wall in csv.reader(lines)}


def tests_of(module: str) -> list[str]:
    """The tests of the operations that a package brings; none where it brings none."""
    brought = {route.name for _, route in our_routes() if _within(route.endpoint, module)}
    return [
        f"{file}::test_rights[{name}]"
        for ring, file in FILES.items()
        for name in areas(ring)
        if rows()[name].operation in brought
    ]


def asked(module: str) -> bool:
    """Whether all operations of a package have rows: those of a package without any are others'."""
    judged = {row.operation for row in rows().values()}
    return all(route.name in judged for _, route in our_routes() if _within(route.endpoint, module))


def _within(endpoint: object, module: str) -> bool:
    return f"{getattr(endpoint, '__module__', '')}.".startswith(f"{module}.")


class Copy:
    """A tree of its own, in which one check is missing at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._edits = 0
        ignore = shutil.ignore_patterns("__pycache__", "node_modules")
        for name in COPIED:
            whole = ROOT / name
            if whole.is_dir():
                shutil.copytree(whole, folder / name, ignore=ignore)
            else:
                shutil.copy(whole, folder / name)

    def write(self, path: str, text: str) -> None:
        file = self.folder / "src" / path
        file.write_text(text, encoding="utf-8")
        # Bytecode is told stale by whole seconds and size: both may be what they were.
        self._edits += 1
        os.utime(file, (file.stat().st_mtime + self._edits,) * 2)

    def run(self, tests: list[str]) -> tuple[int, str]:
        """Exit code and last words of a run; the run's name and its template are inherited."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "--no-header"]
        environment = os.environ | {
            "PYTHONPATH": str(self.folder / "src"),
            "SHEQU_TEST_DIR": str(self.folder / "server"),
        }
        done = subprocess.run(
            [*command, *tests],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        return done.returncode, done.stdout[-200_000:] + done.stderr[-5_000:]


def tried(copy: Copy, plant: Plant, whole_matrix: list[str]) -> Outcome:
    """Take the check out, ask, put it back."""
    began = monotonic()
    wall = doubled().get((plant.path, plant.function, plant.was))
    if wall is not None:
        return Outcome(plant, "doubled", wall, 0)
    if not asked(plant.module):
        return Outcome(plant, "unasked", "an operation of the package has no row yet", 0)
    whole = (copy.folder / "src" / plant.path).read_text(encoding="utf-8")
    copy.write(plant.path, plant.taken_out_of(whole))
    try:
        verdict, told = MISSED, difference(plant)
        for tests in filter(None, (tests_of(plant.module), ASKED_FOR, whole_matrix)):
            code, said = copy.run(tests)
            if code != PASSED:
                failures = [line for line in said.splitlines() if line.startswith("FAILED")]
                caught = code == FAILED and failures
                verdict = "caught" if caught else "unfit"
                told = _first_words(said) if caught else said[-2_000:]
                break
        return Outcome(plant, verdict, told, monotonic() - began)
    finally:
        copy.write(plant.path, whole)


def _first_words(said: str) -> str:
    told = [line[1:].strip() for line in said.splitlines() if line.startswith("E  ")]
    return told[0][:230] if told else "?"


def report(outcome: Outcome) -> str:
    plant = outcome.plant
    head = f"{outcome.verdict}: {plant.kind} in {plant.path}:{plant.line} {plant.function}"
    shown = plant.becomes if plant.kind not in ("grant", "office") else f"{plant.function} gets it"
    change = f"  - {plant.was}\n  + {shown}"
    return f"{head} ({outcome.seconds:.0f} s)\n{change}\n  {outcome.told}"


def difference(plant: Plant) -> str:
    """A unified diff, for a plant that got through."""
    whole = (ROOT / "src" / plant.path).read_text(encoding="utf-8")
    changed = plant.taken_out_of(whole)
    lines = difflib.unified_diff(
        whole.splitlines(), changed.splitlines(), plant.path, plant.path, lineterm="", n=2
    )
    return "\n".join(lines)


def campaign(seed: int, count: int, packages: list[str]) -> list[Outcome]:
    """Plant until `count` are judged; what is doubled or unfit counts for nothing."""
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="plants-") as name:
        copy = Copy(Path(name).resolve())
        (copy.folder / "server").mkdir()
        server = embedded.start(copy.folder / "server")
        try:
            tests = [test for package in packages for test in tests_of(package)]
            code, said = copy.run(tests or list(FILES.values()))
            if code != PASSED:
                raise SystemExit(f"the matrix fails with nothing planted:\n{said[-4_000:]}")
            for plant in drawn(seed, ROOT / "src"):
                if packages and plant.module not in packages:
                    continue
                outcome = tried(copy, plant, tests or list(FILES.values()))
                found.append(outcome)
                say(report(outcome))
                if sum(one.verdict in JUDGED for one in found) == count:
                    break
        finally:
            embedded.stop(server)
    return found


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="Take out checks; the matrix must notice.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--of", nargs="*", default=[], help="only these packages")
    parser.add_argument("--list", action="store_true", help="only say what could be taken out")
    options = parser.parse_args()
    if options.list:
        for plant in plants_in(ROOT / "src"):
            say(f"{plant.kind}: {plant.path}:{plant.line} {plant.function}: {plant.was}")
        return 0
    say(f"seed {options.seed}, run {runs.RUN}")
    found = campaign(options.seed, options.count, options.of)
    caught = sum(one.verdict == "caught" for one in found)
    judged = sum(one.verdict in JUDGED for one in found)
    say(f"{caught} of {judged} caught, {len(found) - judged} not judged")
    return 0 if caught == judged >= options.count else 1


if __name__ == "__main__":
    sys.exit(main())
