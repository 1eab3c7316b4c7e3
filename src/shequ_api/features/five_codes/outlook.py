"""What is asked about a place to show somebody what it offers: all in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import ASKER, TODAY, Card, LandingCard
from shequ_api.base.places.here import bound
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import lives_around
from shequ_api.features.five_codes.rules import ON_DUTY, Viewer
from shequ_api.kit.clock import china_date
from shequ_api.kit.hot.questions import Asks, InSession
from shequ_api.kit.statements import Rows
from shequ_api.kit.together import Together

LIVES: Rows = select(lives_around(ASKER, TODAY).label("around"))
_LIVES_ALONE = Together({"lives": LIVES})


@dataclass(frozen=True, slots=True)
class Seen:
    """As what somebody looks at a place, what modules say of it, and what else was asked."""

    viewer: Viewer
    cards: Sequence[Card]
    more: dict[str, Any]
    """Question → its row, or None."""


class Outlook:
    """Asks the cards of modules, and `more` questions of at most one row each, over `HERE`."""

    def __init__(self, cards: Sequence[LandingCard], **more: Rows) -> None:
        self._cards = {f"card {number}": card for number, card in enumerate(cards)}
        asked = {name: card.question for name, card in self._cards.items()}
        self._together = Together({**asked, "lives": LIVES, **more})

    async def of(self, asks: Asks, actor: Actor | None, place: Place, *, now: datetime) -> Seen:
        """One statement, whoever asks."""
        fits = {name: card.fits(asks.parts, actor, place) for name, card in self._cards.items()}
        given = {key: each for binds in fits.values() for key, each in (binds or {}).items()}
        found = await self._together.ask(asks, _bound(actor, place, now) | given)
        made = [
            card.say(found.pop(name))
            for name, card in self._cards.items()
            if fits[name] is not None
        ]
        return Seen(
            viewer=_viewer(actor, place, found["lives"]),
            cards=[card for card in made if card is not None],
            more=found,
        )


async def viewer_of(
    session: AsyncSession, actor: Actor | None, place: Place, *, now: datetime
) -> Viewer:
    """As what somebody looks at a place."""
    found = await _LIVES_ALONE.ask(InSession(session), _bound(actor, place, now))
    return _viewer(actor, place, found["lives"])


def _bound(actor: Actor | None, place: Place, now: datetime) -> dict[str, Any]:
    asker = actor.person_id if actor is not None else None
    return bound(place) | {"asker_id": asker, "now": now, "today": china_date(now)}


def _viewer(actor: Actor | None, place: Place, lives: Any) -> Viewer:
    if actor is None:
        return Viewer.STRANGER
    if actor.covers(place) and actor.role in ON_DUTY:
        return Viewer.WORKER
    return Viewer.RESIDENT if lives.around else Viewer.STRANGER
