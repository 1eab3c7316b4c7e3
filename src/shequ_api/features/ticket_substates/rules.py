"""Pure decisions about substates."""

from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID


class Definition(Protocol):
    """What moves are judged by."""

    @property
    def id(self) -> UUID: ...
    @property
    def opening(self) -> bool: ...
    @property
    def after(self) -> Sequence[UUID]: ...


Defined = TypeVar("Defined", bound=Definition)


def next_of(current_id: UUID | None, offered: Sequence[Defined]) -> list[Defined]:
    """Those of the offered substates that may come now, in their order. Where the present one is
    not offered any more (it was retired, or another place has the ticket now), it begins anew,
    too: from there nobody could ever go on."""
    anew = current_id not in {each.id for each in offered}
    return [each for each in offered if (anew and each.opening) or current_id in each.after]
