"""The front door: the entries that hold at a place, as one person sees them, now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import IdentityLevel
from shequ_api.base.access.roles import Role
from shequ_api.base.calendar.hours import SpecialDays
from shequ_api.base.calendar.queries import special_days_by
from shequ_api.base.offering import HEAD_TITLES, Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.five_codes.rules import (
    ALWAYS,
    Entry,
    Opening,
    Viewer,
    laid_over,
    opening,
    unplaced,
)
from shequ_api.features.five_codes.schemas import FrontDoorEntry, HeadCard, HeadView, OfferedAction
from shequ_api.kit.clock import china_date
from shequ_api.kit.hot.questions import Asks

Layers = Sequence[Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks: as what, with which rights, and in which role."""

    viewer: Viewer
    rights: frozenset[str]
    role: Role
    known: bool
    """Signed in."""


class FrontDoor:
    """Makes front doors out of what modules registered and places published."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._actions = {action.key: action for action in registry.actions}
        self._unplaced = unplaced(registry.actions)

    def look(self, actor: Actor | None, place: Place, viewer: Viewer) -> Look:
        """Rights of the acting posting count in its scope; elsewhere, and unknown, a resident's."""
        if actor is not None and actor.covers(place):
            return Look(viewer, actor.permissions, actor.role, known=True)
        return self.look_as(viewer, Role.RESIDENT, known=actor is not None)

    def look_as(self, viewer: Viewer, role: Role, *, known: bool = True) -> Look:
        """How somebody of a role would look."""
        return Look(viewer, self._registry.roles.permissions_of(role), role, known)

    async def heads(
        self,
        asks: Asks,
        look: Look,
        layers: Layers,
        filled: Mapping[str, str],
        cards: Sequence[Card],
        *,
        now: datetime,
    ) -> list[HeadView]:
        """All five, with what is offered under each. A statement only where hours are set."""
        entries = self.entries(layers, china_date(now))
        shown = [entry for entry in entries if self._is_shown(entry, look)]
        special = None
        if any(entry.hours for entry in shown):
            special = await special_days_by(asks)
        offered = {entry.head for entry in entries} | {card.head for card in cards}
        return [
            HeadView(
                key=head,
                title=HEAD_TITLES[head],
                offered=head in offered,
                actions=[
                    self._view(entry, look, filled, special, now)
                    for entry in shown
                    if entry.head == head
                ],
                cards=[HeadCard.model_validate(card) for card in cards if card.head == head],
            )
            for head in Head
        ]

    def entries(self, layers: Layers, on: date) -> list[Entry]:
        """Of what is laid over each other, all that a module offers, in its season."""
        if not layers:
            return self._unplaced
        found = laid_over(layers, self._unplaced)
        return [one for one in found if one.action in self._actions and one.holds_on(on)]

    def actions(self) -> list[OfferedAction]:
        """All that entries may open."""
        return [
            OfferedAction(
                key=action.key,
                head=action.head,
                title=action.title,
                operation=action.operation,
                permission=action.permission,
                identity_level=self._level(action),
                filled=list(action.parameters),
                takes=list(action.takes),
                needs=list(action.needs),
            )
            for action in self._registry.actions
        ]

    def _is_shown(self, entry: Entry, look: Look) -> bool:
        permission = self._actions[entry.action].permission
        allowed = permission is None or permission in look.rights
        return allowed and entry.is_for(look.viewer, look.role)

    def _level(self, action: Action) -> IdentityLevel:
        if action.permission is None:
            return IdentityLevel.ACCOUNT
        return self._registry.levels.needed_for(action.permission)

    def _view(
        self,
        entry: Entry,
        look: Look,
        filled: Mapping[str, str],
        special: SpecialDays | None,
        now: datetime,
    ) -> FrontDoorEntry:
        action = self._actions[entry.action]
        parameters = {name: filled[name] for name in action.parameters if name in filled}
        now_open: Opening = ALWAYS
        if entry.hours is not None and special is not None:
            now_open = opening(entry.hours, special, now)
        return FrontDoorEntry(
            key=entry.key,
            title=entry.title,
            hint=entry.hint,
            icon=entry.icon,
            action=action.key,
            operation=action.operation,
            parameters=parameters | dict(entry.parameters or {}),
            sign_in=not look.known,
            identity_level=max(self._level(action), IdentityLevel(entry.identity_level)),
            open=now_open.open,
            opens_at=now_open.opens_at,
        )


def filled_by(place: Place) -> dict[str, str]:
    """What a place fills in of the parameters of actions."""
    named = {
        "place_id": place.id,
        "community_id": place.community_id,
        "district_id": place.district_id,
    }
    return {name: str(each) for name, each in named.items() if each is not None}
