"""Printing the story: readable, coloured, in Chinese and English."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape


class Narrator:
    """Tells chapters and steps; counts what held."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.held = 0

    def chapter(self, number: int, chinese: str, english: str) -> None:
        self._console.print()
        self._console.rule(f"[bold cyan]{number}. {chinese}[/] [dim]{english}[/]", align="left")

    def step(self, chinese: str, english: str, **answer: Any) -> None:
        """A step that held, with what was answered."""
        self.held += 1
        self._console.print(f"  [green]✔[/] {escape(chinese)}  [dim]{escape(english)}[/]")
        for name, value in answer.items():
            shown = escape(str(value))
            self._console.print(f"      [yellow]{name}[/] {shown}", soft_wrap=True, highlight=False)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """The whole story; says at the end how many steps held."""
        yield
        self._console.print()
        self._console.print(
            f"[bold green]故事讲完，{self.held} 步全部成立[/] "
            f"[dim]the story is told, all {self.held} steps held[/]"
        )
