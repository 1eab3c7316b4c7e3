"""Pure decisions about caps."""

from typing import NamedTuple


class Load(NamedTuple):
    """Tasks, and the minutes that they are estimated to take."""

    tasks: int
    minutes: int


class Cap(NamedTuple):
    """The most of each; None: no limit of that kind."""

    tasks: int | None
    minutes: int | None

    def with_another(self, other: "Cap") -> "Cap":
        """Of two that hold at once, the stricter of each."""
        return Cap(_least(self.tasks, other.tasks), _least(self.minutes, other.minutes))

    def allows(self, load: Load) -> bool:
        fits = self.tasks is None or load.tasks <= self.tasks
        return fits and (self.minutes is None or load.minutes <= self.minutes)


def _least(one: int | None, other: int | None) -> int | None:
    said = [each for each in (one, other) if each is not None]
    return min(said, default=None)
