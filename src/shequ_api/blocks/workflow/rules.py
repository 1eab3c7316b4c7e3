"""Flows as data: states, steps, what is legal, and a drawing of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A named move from some states to one. `title` is what people read.

    An `automatic` one happens by itself and is offered to nobody.
    """

    name: str
    title: str
    sources: frozenset[str]
    target: str
    automatic: bool = False


def step(
    name: str, title: str, sources: Collection[str], target: str, *, auto: bool = False
) -> Step:
    """A step, as flows say it."""
    return Step(name, title, frozenset(sources), target, automatic=auto)


class Flow:
    """The states and steps of one kind of thing.

    Raises ValueError for a flow that cannot be walked: unknown states, a name twice for one
    source, or a state that no step reaches.
    """

    def __init__(
        self, name: str, *, states: dict[str, str], opening: Step, steps: Sequence[Step]
    ) -> None:
        self.name = name
        self.states = states
        self.opening = opening
        self.steps = tuple(steps)
        self._table = {(source, step.name): step for step in steps for source in step.sources}
        self._check()

    def _check(self) -> None:
        if len(self._table) != sum(len(step.sources) for step in self.steps):
            raise ValueError(f"{self.name}: one step's name stands twice for one state")
        reached = {self.opening.target, *(step.target for step in self.steps)}
        left = {source for step in self.steps for source in step.sources}
        if reached != set(self.states) or not left <= set(self.states) or self.opening.sources:
            raise ValueError(f"{self.name}: states and steps do not fit together")

    def step(self, state: str, name: str) -> Step | None:
        """The step of this name from this state, None where it is not legal."""
        return self._table.get((state, name))

    def legal_from(self, state: str) -> list[str]:
        """The names of the steps that somebody may take now, in the flow's order."""
        return [step.name for step in self.steps if state in step.sources and not step.automatic]

    def is_final(self, state: str) -> bool:
        return not any(state in step.sources for step in self.steps)

    def as_mermaid(self) -> str:
        """The flow as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.opening.target}: {self.opening.title}"]
        lines += [f"    {name}: {title}" for name, title in self.states.items()]
        lines += [
            f"    {source} --> {step.target}: {step.title}"
            for step in self.steps
            for source in sorted(step.sources)
        ]
        lines += [f"    {name} --> [*]" for name in self.states if self.is_final(name)]
        return "\n".join(lines)
