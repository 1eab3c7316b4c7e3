"""The landing: what a scan answers to whoever asks.

Strangers see the place, its grid and the worker's masked name. Residents of the compound see the
masked phone too. Who is on duty there sees name and phone in full: a read of personal data, which
the access log of the privacy feature is to record here once it exists.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.base.registry import HEAD_TITLES, Action, Head, Registry
from shequ_api.features.codes import queries
from shequ_api.features.codes.permissions import CodePermission
from shequ_api.features.codes.queries import Scanned
from shequ_api.features.codes.rules import is_far
from shequ_api.features.codes.schemas import (
    LandingActionView,
    LandingCardView,
    LandingContactView,
    LandingHeadView,
    LandingView,
    LandingViewer,
    ScannedPlace,
    ServingGrid,
)
from shequ_api.kit.masking import mask_name


class Landing:
    """Makes landings out of what the modules registered."""

    def __init__(self, registry: Registry, book: PhoneBook) -> None:
        self._registry = registry
        self._book = book

    async def of(
        self,
        session: AsyncSession,
        actor: Actor | None,
        found: Scanned,
        *,
        code: str,
        distance_metres: int | None,
        on: date,
    ) -> LandingView:
        """At most two statements, and those of the cards."""
        place = found.place
        viewer = await _viewer(session, actor, place, on)
        worker = await queries.worker_of(session, place, on)
        filled = {
            "place_id": str(place.id),
            "community_id": str(place.community_id),
            "district_id": str(place.district_id),
            "code_id": str(found.live_id),
            "code": code,
        }
        return LandingView(
            viewer=viewer,
            code_id=found.live_id,
            outdated=found.live_id != found.printed_id,
            place=_place(found),
            grid=_grid(found),
            worker=worker and self._contact(worker, viewer),
            distance_metres=distance_metres,
            far=is_far(distance_metres),
            heads=await self._heads(session, actor, place, filled),
        )

    def _contact(self, worker: Row[Any], viewer: LandingViewer) -> LandingContactView:
        role = Role(worker.role)
        name = phone = None
        if viewer == LandingViewer.WORKER:
            name = worker.name
            phone = worker.phone_sealed and self._book.read(worker.id, worker.phone_sealed)
        else:
            name = worker.name and mask_name(worker.name)
        if viewer == LandingViewer.RESIDENT:
            phone = self._book.masked(worker.id, worker.phone_sealed)
        return LandingContactView(name=name, phone=phone, role=role, role_title=ROLE_TITLES[role])

    async def _heads(
        self, session: AsyncSession, actor: Actor | None, place: Place, filled: dict[str, str]
    ) -> list[LandingHeadView]:
        made = [await make(session, actor, place) for make in self._registry.landing]
        cards = [card for card in made if card is not None]
        rights = self._rights(actor, place)
        views = []
        for head in Head:
            registered = [action for action in self._registry.actions if action.head == head]
            here = [card for card in cards if card.head == head]
            views.append(
                LandingHeadView(
                    key=head,
                    title=HEAD_TITLES[head],
                    offered=bool(registered or here),
                    actions=[
                        _action(action, filled, sign_in=actor is None)
                        for action in registered
                        if action.permission is None or action.permission in rights
                    ],
                    cards=[LandingCardView.model_validate(card) for card in here],
                )
            )
        return views

    def _rights(self, actor: Actor | None, place: Place) -> frozenset[str]:
        """Rights of the acting posting count in its scope; elsewhere, and unknown, a resident's."""
        if actor is not None and actor.covers(place):
            return actor.permissions
        return self._registry.roles.permissions_of(Role.RESIDENT)


async def _viewer(
    session: AsyncSession, actor: Actor | None, place: Place, on: date
) -> LandingViewer:
    if actor is None:
        return LandingViewer.STRANGER
    if actor.covers(place) and actor.may(CodePermission.SEE_CONTACT):
        return LandingViewer.WORKER
    lives = await queries.lives_by(session, actor.person_id, place, on)
    return LandingViewer.RESIDENT if lives else LandingViewer.STRANGER


def _place(found: Scanned) -> ScannedPlace:
    place = found.place
    return ScannedPlace.model_validate(
        {
            "id": place.id,
            "kind": place.kind,
            "name": place.name,
            "full_name": place.full_name,
            "community_id": place.community_id,
            "community_name": found.community_name,
        }
    )


def _grid(found: Scanned) -> ServingGrid | None:
    if found.place.micro_grid_id is None or found.grid_name is None:
        return None
    return ServingGrid(id=found.place.micro_grid_id, name=found.grid_name)


def _action(action: Action, filled: dict[str, str], *, sign_in: bool) -> LandingActionView:
    parameters = {name: filled[name] for name in action.parameters if name in filled}
    return LandingActionView(
        key=action.key,
        title=action.title,
        operation=action.operation,
        parameters=parameters,
        sign_in=sign_in,
    )
