"""Pure decisions about substates."""

from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID


class Definition(Protocol):
    """What moves are judged by."""

    @property
    def opening(self) -> bool: ...
    @property
    def after(self) -> Sequence[UUID]: ...


Defined = TypeVar("Defined", bound=Definition)


def next_of(current_id: UUID | None, offered: Sequence[Defined]) -> list[Defined]:
    """Those of the offered substates that may come now, in their order."""
    return [
        each
        for each in offered
        if (each.opening if current_id is None else current_id in each.after)
    ]
