"""The table of rights as it is read: one row for each operation, one cell for each role."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("rights.csv")
RELATIONS = ("own", "neighbour", "none")
BESIDE = {"operation", "permission", "words", "target"}
CELL = re.compile(r"([AEFHNU])([12]?)|-")


class TableUnfit(ValueError):
    """A row or cell that nobody can read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What should come of one request: a letter, and a refusal's code where it is not the usual."""

    letter: str
    word: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: the permission that it asks for, and a verdict for each role and relation."""

    operation: str
    permission: str
    verdicts: dict[tuple[str, str], Verdict | None]
    """By role and relation; None where there is no such relation."""


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


def _row(line: dict[str, str], roles: list[str]) -> Row:
    words = line["words"].split()
    verdicts = {}
    for role in roles:
        where = f"{line['operation']}, {role}"
        texts = line[role].split("/")
        if len(texts) != len(RELATIONS):
            raise TableUnfit(where)
        for relation, text in zip(RELATIONS, texts, strict=True):
            verdicts[role, relation] = _verdict(text, words, where)
    return Row(line["operation"], line["permission"], verdicts)


@cache
def roles() -> list[str]:
    """The roles of the table, in its order."""
    return [name for name in _lines()[0] if name not in BESIDE]


def _lines() -> list[list[str]]:
    text = TABLE.read_text(encoding="utf-8").splitlines()
    written = (line for line in text if not line.startswith("#"))
    return [[part.strip() for part in line] for line in csv.reader(written, skipinitialspace=True)]


@cache
def rows() -> dict[str, Row]:
    """Operation → row. TableUnfit where a line is short, doubled or not to be read."""
    header, *lines = _lines()
    found: dict[str, Row] = {}
    for line in lines:
        if len(line) != len(header) or line[0] in found:
            raise TableUnfit(line[0])
        found[line[0]] = _row(dict(zip(header, line, strict=True)), roles())
    return found
