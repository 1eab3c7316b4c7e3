"""The shape of an entry: how requests of one operation are made for somebody at a site."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.sites import Site
from tests.matrix.world import World


@dataclass(frozen=True, slots=True)
class Case:
    """Who asks, for a thing that is what to them, and the site that it belongs to."""

    world: World
    role: str
    relation: str
    """`inside`, `outside`, `nowhere`, `ended`."""
    site: Site

    @property
    def inside(self) -> bool:
        return self.relation == "inside"

    @property
    def nowhere(self) -> bool:
        return self.relation == "nowhere"

    def own(self, kind: str) -> str:
        """The id of a thing of the asker's own, planted under `<kind>:<role>`; "" without one."""
        return self.world.own.get(f"{kind}:{self.role}", "")


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
    absent: frozenset[str] = frozenset()
    """For a list: the ids that are never in it."""
    secret: frozenset[str] = frozenset()
    """Words that not even an allowed answer says."""
    shows_phones: bool = False
    traced: bool = False
    """Whether even a refusal leaves a row: a try that is counted."""
    tells: frozenset[str] = frozenset()
    """Ids and words of other sites that an allowed answer may well say."""


Maker = Callable[[Case], list[Ask] | Awaitable[list[Ask]]]
"""No requests: there is no such thing here."""
Rows = Callable[[Case], str | frozenset[str]]
"""What of a site a list has."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An entry: how to ask at a site; or, of a list of all that is in reach, which rows a site has.

    Such a list is asked once for each role: it has the rows of all sites inside, and no other.
    """

    make: Maker
    rows: Rows | None = None


def at(make: Callable[[Site], Ask], *needs: str) -> Operation:
    """One request for each site that has what is needed, whoever asks."""
    return Operation(lambda case: [make(case.site)] if has(case.site, *needs) else [])


def has(site: Site, *names: str) -> bool:
    return all(site.of(name) for name in names)


def by(name: str, thing: str, body: Any = None, **query: str) -> Operation:
    """One request for each site's thing, named in the path."""
    return at(lambda site: Ask({name: site.of(thing)}, query, body=body), thing)


def listed(thing: str | Rows, **query: str) -> Operation:
    """A list of all that is in reach, with each site's thing in it."""
    found: Rows = (lambda case: case.site.of(thing)) if isinstance(thing, str) else thing
    return Operation(lambda _: [Ask(query={"limit": "100", **query})], found)


def listed_at(thing: str, path: Mapping[str, str] | None = None, **query: str) -> Operation:
    """A list of what is at a site: query and path name places or things of the site."""
    named = path or {}

    def make(site: Site) -> Ask:
        asked = {name: site.of(key) for name, key in query.items()}
        where = {name: site.of(key) for name, key in named.items()}
        # What has ended has no things: an empty list is all that it can say.
        rows = frozenset({site.of(thing)} - {""})
        return Ask(where, {"limit": "100", **asked}, rows=rows)

    return at(make, *query.values(), *named.values())


def once(ask: Callable[[Case], Ask]) -> Operation:
    """One's own only."""
    return Operation(lambda case: [ask(case)] if case.inside else [])


def mine(kind: str, name: str, others: str, body: Any = None) -> Operation:
    """Things of people: inside the asker's own, outside that of the site; named in the path."""

    def make(case: Case) -> list[Ask]:
        thing = case.own(kind) if case.inside else case.site.of(others)
        return [Ask({name: thing}, body=body)] if thing else []

    return Operation(make)


def own_or(kind: str, name: str, others: str, body: Any = None, **more: Any) -> Operation:
    """At one's own, named in the path; whoever has none asks for that of the site."""

    def make(case: Case) -> list[Ask]:
        thing = (case.own(kind) if case.inside else "") or case.site.of(others)
        return [Ask({name: thing}, body=body, **more)] if thing else []

    return Operation(make)


def mine_listed(kind: str, others: str, **query: str) -> Operation:
    """A list of one's own things: whoever asks finds their own, and nobody else's."""

    def rows(case: Case) -> str:
        return case.own(kind) if case.inside else case.site.of(others)

    return Operation(lambda _: [Ask(query={"limit": "100", **query})], rows)
