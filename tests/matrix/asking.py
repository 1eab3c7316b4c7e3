"""The shape of an entry: how requests of one operation are made for a role and a relation."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.sites import Reach, Site
from tests.matrix.world import World


@dataclass(frozen=True, slots=True)
class Case:
    """Who asks, for a thing that is what to them, and the site that it belongs to."""

    world: World
    role: str
    relation: str
    site: Site

    @property
    def own(self) -> bool:
        return self.relation == "own"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: what fills the path, and what is sent."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Any = None
    rows: frozenset[str] = frozenset()
    """For a list: the ids that are to be in it where the verdict is A, and not where it is H."""
    secret: frozenset[str] = frozenset()
    """Words that not even an allowed answer says."""
    shows_phones: bool = False


Maker = Callable[[Case], list[Ask] | Awaitable[list[Ask]]]
"""No requests: there is no such relation."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An entry: which sites are own and which a neighbour's, and how to ask there."""

    reach: Reach
    make: Maker


def at(reach: Reach, make: Callable[[Site], Ask]) -> Operation:
    """One request for each site, whoever asks."""
    return Operation(reach, lambda case: [make(case.site)])


def by(reach: Reach, name: str, thing: Callable[[Site], str], body: Any = None) -> Operation:
    """One request for each site's thing, named in the path."""
    return at(reach, lambda site: Ask({name: thing(site)}, body=body))


def listed(reach: Reach, thing: Callable[[Site], str], **query: Callable[[Site], str]) -> Operation:
    """A list, in which each site's thing is looked for. Without a query it is of a scope."""

    def make(case: Case) -> list[Ask]:
        if case.relation == "none" and not query:
            return []
        asked = {name: value(case.site) for name, value in query.items()}
        return [Ask(query={"limit": "100", **asked}, rows=frozenset({thing(case.site)}))]

    return Operation(reach, make)


def once(reach: Reach, ask: Callable[[Case], Ask]) -> Operation:
    """One's own only."""
    return Operation(reach, lambda case: [ask(case)] if case.own else [])
