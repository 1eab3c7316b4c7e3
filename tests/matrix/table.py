"""The tables of rights as they are read: who may do what, and what lies inside whose reach."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.matrix.roles import EVERYONE, GRADED, KNOWN, UNKNOWN, judged_as
from tests.matrix.sites import SITES

HERE = Path(__file__).parent
RIGHTS = HERE / "rights"
FEATURES = HERE.parents[1] / "src" / "shequ_api" / "features"
RELATIONS = ("inside", "outside", "nowhere", "ended")
COLUMNS = [
    *("operation", "permission", "reach", "may", "those", "rest", "except", "words", "target"),
]
CELL = re.compile(r"([AEFHLNU])([1-9]?)|-")
EXCEPTION = re.compile(r"([\w ]+)=([\w/-]+)")


class TableUnfit(ValueError):
    """A row or cell that nobody can read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What should come of one request: a letter, and a refusal's code where it is not the usual."""

    letter: str
    word: str | None


Verdicts = dict[str, Verdict | None]
"""By relation; None where there is no such relation."""


@dataclass(frozen=True, slots=True)
class Row:
    """One operation, or a variant of it: what it asks for, and a verdict for everyone."""

    name: str
    permission: str
    reach: str
    verdicts: dict[str, Verdicts]
    """By who asks."""

    @property
    def operation(self) -> str:
        return self.name.partition(":")[0]


def lines_of(path: Path, columns: int) -> list[list[str]]:
    """The cells of a table, its head first. TableUnfit where a line is short or long."""
    text = path.read_text(encoding="utf-8").splitlines()
    written = [line for line in text if line.strip() and not line.startswith("#")]
    found = [[part.strip() for part in line] for line in csv.reader(written, skipinitialspace=True)]
    for line in found:
        if len(line) != columns:
            raise TableUnfit(f"{path.name}: {line[0]} has {len(line)} cells instead of {columns}")
    return found


@cache
def groups() -> dict[str, frozenset[str]]:
    """Group → who is in it; everyone is a group of one."""
    found = {name: frozenset({name}) for name in EVERYONE}
    for name, members in lines_of(HERE / "groups.csv", 2)[1:]:
        if name in found:
            raise TableUnfit(f"groups.csv: {name} stands twice")
        found[name] = frozenset(one for member in members.split() for one in found[member])
    return found


def members(text: str) -> frozenset[str]:
    """Who is meant by names of roles and groups."""
    names = text.split()
    unheard = set(names) - set(groups())
    if unheard:
        raise TableUnfit(f"nobody is called {sorted(unheard)}")
    return frozenset(one for name in names for one in groups()[name])


@cache
def reaches() -> dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Kind of reach → who asks → the keys of the sites inside, and of those outside."""
    head, *lines = lines_of(HERE / "reach.csv", 2 + len(SITES))
    if head[2:] != SITES:
        raise TableUnfit("reach.csv: its columns are the sites, in their order")
    found: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for reach, who, *marks in lines:
        if not set(marks) <= {"in", "out", "-"}:
            raise TableUnfit(f"reach.csv: {reach}, {who}")
        inside, outside = (
            tuple(site for site, mark in zip(SITES, marks, strict=True) if mark == wanted)
            for wanted in ("in", "out")
        )
        found.setdefault(reach, {}).update(dict.fromkeys(members(who), (inside, outside)))
    for kinds in found.values():
        for one in GRADED:
            kinds.setdefault(one, kinds[judged_as(one)])
    return found


def _verdict(text: str, words: list[str], where: str) -> Verdict | None:
    found = CELL.fullmatch(text)
    if found is None:
        raise TableUnfit(f"{where}: {text!r}")
    if text == "-":
        return None
    letter, number = found.groups()
    if (letter == "N" and not number) or (number and int(number) > len(words)):
        raise TableUnfit(f"{where}: {text!r} lacks its word")
    return Verdict(letter, words[int(number) - 1] if number else None)


def _verdicts(text: str, words: list[str], where: str) -> Verdicts:
    """`inside/outside/nowhere` or `inside/outside/nowhere/ended`: without it, ended is nowhere."""
    texts = text.split("/")
    if len(texts) not in (3, 4):
        raise TableUnfit(f"{where}: {text!r}")
    texts.append(texts[2]) if len(texts) == 3 else None
    return {
        relation: _verdict(one, words, where)
        for relation, one in zip(RELATIONS, texts, strict=True)
    }


def _everyone(line: dict[str, str], where: str) -> Iterator[tuple[str, Verdicts]]:
    """Those who may, the rest, whoever is unknown; then the exceptions, of which the last holds."""
    words = line["words"].split()
    may = members(line["may"]) if line["may"] != "nobody" else frozenset()
    given = {name: _verdicts(line[name], words, where) for name in ("those", "rest") if line[name]}
    for one in KNOWN:
        kind = "those" if one in may else "rest"
        if kind not in given:
            raise TableUnfit(f"{where}: what comes of it for {kind}?")
        yield one, given[kind]
    any_of_them = next(iter(given.values()))
    unknown = {name: verdict and Verdict("U", None) for name, verdict in any_of_them.items()}
    yield from ((one, unknown) for one in UNKNOWN)
    graded = re.search(r"\b(below_\w+|unphoned|unhoused|proved)\b", line["except"])
    if graded:
        yield from ((one, given["those" if "resident" in may else "rest"]) for one in GRADED)
    for part in filter(None, (part.strip() for part in line["except"].split(";"))):
        found = EXCEPTION.fullmatch(part)
        if found is None:
            raise TableUnfit(f"{where}: {part!r}")
        verdicts = _verdicts(found[2], words, where)
        yield from ((one, verdicts) for one in members(found[1]))


def areas(ring: str) -> list[str]:
    """The names of the rows of one ring's tables: `base` or `features`."""
    found = [path for path in sorted(RIGHTS.glob("*.csv")) if _ring_of(path.stem) == ring]
    return [line[0] for path in found for line in lines_of(path, len(COLUMNS))[1:]]


def _ring_of(area: str) -> str:
    return "features" if (FEATURES / area).is_dir() else "base"


@cache
def rows() -> dict[str, Row]:
    """Operation, with its variant → row, of all tables in `rights/`."""
    found: dict[str, Row] = {}
    for path in sorted(RIGHTS.glob("*.csv")):
        head, *lines = lines_of(path, len(COLUMNS))
        if head != COLUMNS:
            raise TableUnfit(f"{path.name}: its columns are {COLUMNS}")
        for line in lines:
            cells = dict(zip(head, line, strict=True))
            name, where = cells["operation"], f"{path.name}, {cells['operation']}"
            if name in found or cells["reach"] not in reaches():
                raise TableUnfit(f"{where}: stands twice, or has no such reach")
            verdicts = dict(_everyone(cells, where))
            found[name] = Row(name, cells["permission"], cells["reach"], verdicts)
    return found
