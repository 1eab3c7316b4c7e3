"""The registry: the form in which every module registers what it offers to the whole.

A module is one line in `shequ_api.modules`. Start-up gathers the modules into a `Registry`; what
many features offer to one place (actions for the five codes, landing cards for the scan) is read
from it, so that no feature imports another for it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import LevelBook, Levels
from shequ_api.base.access.roles import Grants, Role, RoleBook
from shequ_api.base.day_work import DayWork
from shequ_api.base.events.facts import Clockwork, Errand, Hearing, Reaction
from shequ_api.base.offering import Action, LandingCard
from shequ_api.kit.db import Constraints
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed

Words = Mapping[str, Mapping[Any, str]]
"""Title → code → how the code reads where it stands under that title."""


Discretion = Callable[[Actor, Any], bool]
"""`(reader, noun)` → whether they may know who has to do with a noun that they see."""


PushHeard = Callable[[AsyncSession, Mapping[str, Any], datetime], Awaitable[None]]
"""`(session, message, now)`: what a genuine push of WeChat comes to, in its own transaction. It may
come more than once, and late."""


PersonScope = Callable[[Actor, UUID], ColumnElement[bool]]
"""`(actor, person id)` → whether a person has to do with the scope in which the actor acts."""


@dataclass(frozen=True, slots=True)
class Audience:
    """People who can be addressed where they belong: owners, grid workers.

    `members(on)` gives on a day a row for each belonging: `person_id`, `since` (an order), `id` (a
    unique one) and the located columns of where that is, by which it is filtered. Those of a
    `discreet` one stand behind the walls of the register: a job meets them as a district, each
    person themselves by `Carried`, and nobody else is ever told who they are.
    """

    key: str
    title: str
    members: Callable[[date], Select[*tuple[Any, ...]]]
    discreet: bool = False


Carried = Callable[[AsyncSession, UUID, date], Awaitable[Sequence[tuple[str, Mapping[str, Any]]]]]
"""`(session, person, day)` → the keys of discreet audiences that a person belongs to, each beside
the located columns of where; as the person, behind the walls."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a content says, and whose account wrote it; nobody's, where they have none."""

    text: str
    author_id: UUID | None = field(repr=False)
    unnamed: bool = False
    """Whose it is was opened to tell them what came of it: no reader learns it, nor a platform."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A kind of content that people write for others to read, and that is checked before.

    `load(session, id)` → what it says; None where it is no more."""

    kind: str
    title: str
    load: Callable[[AsyncSession, UUID], Awaitable[Written | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What a module keeps about persons, by their ids, and what becomes of it.

    Every column that points at a person is named in `columns` of exactly one module.
    """

    columns: tuple[str, ...]
    """`table.column`."""
    collect: Callable[[AsyncSession, Parts, UUID], Awaitable[dict[str, Any]]]
    """Title → what is kept about a person, as they may read and take away with them."""
    erase: Callable[[AsyncSession, UUID, datetime], Awaitable[None]]
    """Remove what says who they are; counts, ledgers and the trails of others stay right."""
    merge: Callable[[AsyncSession, UUID, UUID, datetime], Awaitable[Sequence[str] | None]]
    """`(session, kept, merged, now)`: give the merged person's things to the kept one: two accounts
    of one human being. What says who did something stays as it was signed. Returns the sentences
    (Chinese) that the person should read: what was resolved how. May run twice."""
    subjects: Callable[[UUID], Select[UUID]] | None = None
    """`(person)` → the ids of what is about them without always having said so, as seen from behind
    the walls of that person: looks at it are theirs to read. A handful."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """Work that a module gives to people, and that would hang if somebody left office."""

    key: str
    title: str
    count: Callable[[Any, datetime], Select[int]]
    """`(posting, now)` → how much of it nobody could do if this posting ended now."""
    of_person: Callable[[UUID], Select[int]]
    """Person id → how much of it is in somebody's hands, whatever office it was given by."""
    takers: AbstractSet[Role]
    """Roles whose holders can take it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoHold:
    """Photos that records of a module point at: conditions on a row of `files`."""

    shown: ColumnElement[bool]
    on_duty: ColumnElement[bool]
    """Of these, those that were taken for work: evidence, which outlasts who took it."""


Expiry = Callable[[AsyncSession, datetime, timedelta, int], Awaitable[int]]
"""`(session, now, kept, most)`: let go what is kept longer, `most` at once; returns how much."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What a module keeps how long, and why; shown to everybody, so it must be true."""

    title: str
    kept_for: str
    reason: str
    days: int | None = None
    expire: Expiry | None = None


def timed(title: str, days: int, reason: str, expire: Expiry | None = None) -> Retention:
    """Kept for so many days: those that are shown are those after which `expire` lets go. Without
    it, a clock of the module does."""
    return Retention(title, f"{days} 天", reason, days, expire)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One line of the table of contents."""

    name: str
    title: str
    router: APIRouter | None = None
    site_router: APIRouter | None = None
    """Pages beside the API, at the root of the domain; not in the OpenAPI document."""
    permissions: type[StrEnum] | None = None
    grants: Grants = field(default_factory=dict)
    levels: Levels = field(default_factory=dict)
    withheld: AbstractSet[StrEnum] = frozenset()
    """Permissions that no custom role may hold: they reveal, appoint, decide rights or audit."""
    held_only_at: Mapping[StrEnum, AbstractSet[str]] = field(default_factory=dict)
    """Permissions that a custom role may hold only at these kinds of place or grid."""
    permission_titles: Mapping[StrEnum, str] = field(default_factory=dict)
    """Of those that no operation asks for, and so have no title by it."""
    reactions: Sequence[Reaction] = ()
    clockworks: Sequence[Clockwork] = ()
    errands: Sequence[Errand] = ()
    audiences: Sequence[Audience] = ()
    carried: Carried | None = None
    """Of its discreet audiences, which are a person's own."""
    actions: Sequence[Action] = ()
    landing: Sequence[LandingCard] = ()
    constraints: dict[str, type[Refusal]] = field(default_factory=dict)
    personal_data: PersonalData | None = None
    words: Words = field(default_factory=dict)
    """Of codes in what it collects about persons; of another's, where it alone knows them."""
    sealed: Sequence[Sealed] = ()
    """Every column of its tables under the field key, so that a change of keys reaches it."""
    retention: Sequence[Retention] = ()
    open_work: Sequence[OpenWork] = ()
    day_work: Sequence[DayWork] = ()
    """What it puts on the list of the day, in the order in which it stands there."""
    person_scope: PersonScope | None = None
    photo_holds: Sequence[PhotoHold] = ()
    writings: Sequence[Writing] = ()
    """Kinds of content whose words and photos are checked before others see them."""
    pushes: Mapping[str, PushHeard] = field(default_factory=dict)
    """By WeChat's event: what it tells of persons, whom no fact names by their openid."""
    discretion: Mapping[type, Discretion] = field(default_factory=dict)
    """By noun. Of the others, who sees one may know whose it is."""


class Registry:
    """All modules together."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self.modules = tuple(modules)
        self.actions = [action for module in modules for action in module.actions]
        self.landing = [card for module in modules for card in module.landing]
        self.open_work = [work for module in modules for work in module.open_work]
        self.day_work = [work for module in modules for work in module.day_work]
        self.person_scopes = [module.person_scope for module in modules if module.person_scope]
        self.personal_data = [module.personal_data for module in modules if module.personal_data]
        self.audiences = {each.key: each for module in modules for each in module.audiences}
        self.carried = [module.carried for module in modules if module.carried]
        self.writings = {each.kind: each for module in modules for each in module.writings}
        self.pushes = {event: hear for module in modules for event, hear in module.pushes.items()}
        self.photo_holds = [hold for module in modules for hold in module.photo_holds]
        self.sealed = [column for module in modules for column in module.sealed]
        self.constraints = Constraints()
        for module in modules:
            self.constraints.update(module.constraints)
        withheld = {str(permission) for module in modules for permission in module.withheld}
        held_only_at = {
            str(permission): kinds
            for module in modules
            for permission, kinds in module.held_only_at.items()
        }
        self.discretion = {
            noun: knows for module in modules for noun, knows in module.discretion.items()
        }
        self.roles = RoleBook([module.grants for module in modules], withheld, held_only_at)
        self.levels = LevelBook([module.levels for module in modules])
        self.hearing = Hearing(
            [reaction for module in modules for reaction in module.reactions],
            [clockwork for module in modules for clockwork in module.clockworks],
            [errand for module in modules for errand in module.errands],
        )

    def tells_relations(self, reader: Actor, noun: Any) -> bool:
        """Whether a reader who sees a noun may know who has to do with it."""
        knows = self.discretion.get(type(noun))
        return knows is None or knows(reader, noun)
