"""The landing: what a scan answers to whoever asks.

Strangers see the place, its grid and the worker's masked name. Residents of the compound see the
masked phone too. Who is on duty there sees name and phone in full: a read of personal data, which
the access log of the privacy feature is to record here once it exists.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.offering import LandingCard
from shequ_api.base.people.phones import PhoneBook
from shequ_api.features.codes import queries
from shequ_api.features.codes.permissions import CodePermission
from shequ_api.features.codes.queries import Scanned
from shequ_api.features.codes.rules import is_far
from shequ_api.features.codes.schemas import (
    LandingContactView,
    LandingView,
    ScannedPlace,
    ServingGrid,
)
from shequ_api.features.five_codes.public import FrontDoor, Outlook, Viewer, filled_by
from shequ_api.kit.hot.questions import Asks
from shequ_api.kit.masking import mask_name


class Landing:
    """Makes landings out of the front door and of who serves the place."""

    def __init__(
        self, front_door: FrontDoor, cards: Sequence[LandingCard], book: PhoneBook
    ) -> None:
        self._front_door = front_door
        self._outlook = Outlook(cards, worker=queries.WORKER)
        self._book = book

    async def of(
        self,
        asks: Asks,
        actor: Actor | None,
        found: Scanned,
        *,
        code: str,
        distance_metres: int | None,
        now: datetime,
    ) -> LandingView:
        """One statement, and one where entries have hours."""
        place = found.place
        seen = await self._outlook.of(asks, actor, place, now=now)
        viewer, worker = seen.viewer, seen.more["worker"]
        filled = filled_by(place) | {"code_id": str(found.live_id), "code": code}
        look = self._front_door.look(actor, place, viewer)
        return LandingView(
            viewer=viewer,
            code_id=found.live_id,
            outdated=found.live_id != found.printed_id,
            place=_place(found),
            grid=_grid(found),
            worker=worker and self._contact(worker, viewer, actor),
            distance_metres=distance_metres,
            far=is_far(distance_metres),
            heads=await self._front_door.heads(
                asks, look, found.layers, filled, seen.cards, now=now
            ),
        )

    def _contact(self, worker: Row[Any], viewer: Viewer, actor: Actor | None) -> LandingContactView:
        role = Role(worker.role)
        name = phone = None
        if viewer == Viewer.WORKER and actor and actor.may(CodePermission.SEE_CONTACT):
            name = worker.name
            phone = worker.phone_sealed and self._book.read(worker.id, worker.phone_sealed)
        else:
            name = worker.name and mask_name(worker.name)
        if viewer == Viewer.RESIDENT:
            phone = self._book.masked(worker.id, worker.phone_sealed)
        return LandingContactView(name=name, phone=phone, role=role, role_title=ROLE_TITLES[role])


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
