"""A finding, and findings as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.markup import escape
from rich.table import Table


class State(StrEnum):
    WELL = "well"
    NOTE = "note"
    """Worth knowing; nothing is broken."""
    BROKEN = "broken"


MARKS = {State.WELL: "[green]✓[/]", State.NOTE: "[yellow]•[/]", State.BROKEN: "[bold red]✗[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and where that is not well, how to mend it."""

    subject: str
    state: State
    text: str
    mend: str = ""


def well(subject: str, text: str) -> Finding:
    return Finding(subject, State.WELL, text)


def note(subject: str, text: str, mend: str = "") -> Finding:
    return Finding(subject, State.NOTE, text, mend)


def broken(subject: str, text: str, mend: str) -> Finding:
    return Finding(subject, State.BROKEN, text, mend)


def broken_among(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.state == State.BROKEN]


def table_of(findings: Iterable[Finding]) -> Table:
    """Mark, subject, and what was found with its mend below it."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for finding in findings:
        text = escape(finding.text)
        if finding.mend:
            text += f"\n[cyan]→ {escape(finding.mend)}[/]"
        table.add_row(MARKS[finding.state], escape(finding.subject), text)
    return table
