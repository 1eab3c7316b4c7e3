"""What modules offer to the five codes: actions to open, and cards that say what a place has."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, DateTime, Select, Uuid, bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.http.parts import Parts


class Head(StrEnum):
    """The five codes (五码)."""

    ORDER = "order"
    VIEW = "view"
    HANDLE = "handle"
    LEARN = "learn"
    ASK = "ask"


HEAD_TITLES = {
    Head.ORDER: "码上点",
    Head.VIEW: "码上看",
    Head.HANDLE: "码上办",
    Head.LEARN: "码上学",
    Head.ASK: "码上问",
}


Taken = Callable[[AsyncSession, Any, str], Awaitable[bool]]
"""`(session, place, value)` → whether a place may offer an action with this value."""


def one_of(words: type[StrEnum]) -> Taken:
    """Any of these words, wherever it is."""

    async def is_one(_: AsyncSession, __: Any, value: str) -> bool:
        return value in set(words)

    return is_one


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a module lets a person do from a code.

    `operation` is the operationId that does it; `permission` the right that it needs (None: anyone
    signed in); `parameters` are those that the landing fills in, `takes` those that an entry of the
    five codes may set, and `needs` those of these without which it cannot stand: such an action is
    offered only where a catalogue says with what.
    """

    key: str
    head: Head
    title: str
    operation: str
    permission: str | None
    parameters: tuple[str, ...] = ()
    takes: Mapping[str, Taken] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A small statement on the landing page of a code."""

    key: str
    head: Head
    title: str
    text: str
    facts: dict[str, Any] = field(default_factory=dict)


ASKER = bindparam("asker_id", None, type_=Uuid())
"""Who asks; NULL: nobody known."""
NOW = bindparam("now", None, type_=DateTime(timezone=True))
TODAY = bindparam("today", None, type_=Date())
"""The day in China on which `now` falls."""


def _for_all(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class LandingCard:
    """What a module asks about a place, and the card that it makes of the answer.

    `question` gives at most one row. It is built once, over `base.places.here.HERE`, `ASKER`, `NOW`
    and `TODAY`: the questions of all modules are asked in one statement. `say` makes the card of
    the row (None where there is none), or None where there is nothing to say. `fits` tells for whom
    it is: `(parts, actor or None, place)` → what else the question binds, None for whom it is
    not; then its other parameters are NULL.
    """

    question: Select[*tuple[Any, ...]]
    say: Callable[[Any], Card | None]
    fits: Callable[[Parts, Any, Any], Mapping[str, Any] | None] = _for_all
