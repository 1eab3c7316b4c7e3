"""Where a new ticket comes to lie, and how that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.attribution_rules import Spot
from shequ_api.base.places.attribution_spots import doubts_about, located_in, spot_of
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.assets.public import AssetUnknown, asset_spot, note_on_asset
from shequ_api.features.ticket_intake.models import TicketAttribution, TicketPosition
from shequ_api.features.ticket_intake.rules import FoundBy
from shequ_api.features.ticket_intake.schemas import TicketDraft, TicketSpot
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.errors import Absent, Fault, Malformed

MISSING = (
    Fault("/place_id", "place_needed", "选择一个地点，或扫描地点的码"),
    Fault("/position", "place_needed", "打开定位，或在地图上选点"),
)


class PlaceNeeded(Malformed):
    """Neither a place nor a position says where, and there is no home. What was typed may be sent
    again as it is, with one of the fields that are named."""

    code, title = "place_needed", "请选择地点或打开定位，也可以先登记住户"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a ticket comes to lie, and how that is known."""

    place: Place
    grid: Grid | None = None
    """The micro-grid, where the place alone does not tell it."""
    found_by: FoundBy = FoundBy.CHOSEN
    certain: bool = True
    """If not, it waits for the community to say."""
    explanations: Sequence[str] = ()
    doubts: Sequence[str] = ()
    likely: Spot | None = None
    """What the position suggests where that was not certain."""
    position: TicketSpot | None = None
    asset_id: UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The ticket's scopes."""
        return located_in(self.place, self.grid)


async def whereabouts_of(
    session: AsyncSession, draft: TicketDraft, home_id: UUID | None
) -> Whereabouts:
    """By the place that was chosen, else the asset, else the position, else the home community.

    Raises `Absent`, `AssetUnknown`, `PlaceNeeded`.
    """
    if draft.place_id is not None:
        return await _chosen(session, draft, draft.place_id)
    if draft.asset_id is not None:
        return await _by_asset(session, draft, draft.asset_id)
    spot = None
    if draft.position is not None:
        at = draft.position
        spot = await spot_of(session, at.point, at.accuracy_metres)
    if spot is not None:
        return _by_spot(draft, spot)
    home = await session.get(Place, home_id) if home_id else None
    if home is None:
        raise PlaceNeeded(errors=MISSING)
    nowhere = ["这个位置附近没有已建档的社区"] if draft.position else []
    return Whereabouts(
        place=home,
        found_by=FoundBy.HOME,
        certain=False,
        explanations=[f"没有更确切的地点，按下单人的住处归入“{home.name}”"],
        doubts=nowhere,
        position=draft.position,
    )


async def _chosen(session: AsyncSession, draft: TicketDraft, place_id: UUID) -> Whereabouts:
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    if draft.asset_id is not None:
        asset = await asset_spot(session, draft.asset_id)
        if asset.community_id != place.community_id:
            raise AssetUnknown
    return Whereabouts(
        place=place,
        explanations=[f"下单时选定“{place.full_name}”"],
        doubts=await _doubts(session, place, draft.position),
        position=draft.position,
        asset_id=draft.asset_id,
    )


async def _by_asset(session: AsyncSession, draft: TicketDraft, asset_id: UUID) -> Whereabouts:
    asset = await asset_spot(session, asset_id)
    place = await session.get_one(Place, asset.place_id)
    stands = place.ended_at is None
    if not stands:
        place = await session.get_one(Place, asset.community_id)
    grid = await session.get(Grid, asset.micro_grid_id) if asset.micro_grid_id else None
    doubts = await _doubts(session, place, draft.position)
    return Whereabouts(
        place=place,
        grid=grid if grid and grid.ended_at is None else None,
        found_by=FoundBy.ASSET,
        certain=stands,
        explanations=[f"设施 {asset.code} 在“{place.full_name}”"],
        doubts=doubts if stands else [*doubts, "设施所在的地点已经撤销"],
        position=draft.position,
        asset_id=asset_id,
    )


async def _doubts(session: AsyncSession, place: Place, at: TicketSpot | None) -> list[str]:
    return await doubts_about(session, place, at.point, at.accuracy_metres) if at else []


def _by_spot(draft: TicketDraft, spot: Spot) -> Whereabouts:
    certain = not spot.doubts
    return Whereabouts(
        place=spot.place if certain else spot.community,
        grid=spot.grid if certain else None,
        found_by=FoundBy(spot.found_by),
        certain=certain,
        explanations=spot.explanations,
        doubts=spot.doubts,
        likely=None if certain else spot,
        position=draft.position,
    )


async def tell_asset(
    session: AsyncSession, ticket: Ticket, service: Service, now: datetime
) -> None:
    """That somebody reported it: not who, nor, of a private ticket, what about."""
    if ticket.asset_id is None:
        return
    await note_on_asset(
        session,
        ticket.asset_id,
        kind="ticket_submitted",
        text="诉求（不公开）" if ticket.private else f"诉求：{service.title}",
        source_kind="ticket",
        source_id=ticket.id,
        actor_id=None,
        now=now,
    )


def note_whereabouts(session: AsyncSession, ticket: Ticket, at: Whereabouts, now: datetime) -> None:
    """Keep beside a new ticket how it came to its place, and the position that was given; of an
    anonymous one not: it may be the reporter's home."""
    likely = at.likely
    session.add(
        TicketAttribution(
            ticket_id=ticket.id,
            ticket=ticket,
            district_id=ticket.district_id,
            place_id=ticket.place_id,
            grid_id=ticket.micro_grid_id,
            found_by=at.found_by,
            certain=at.certain,
            explanations=list(at.explanations),
            doubts=list(at.doubts),
            likely_place_id=likely.place.id if likely else None,
            likely_grid_id=likely.grid.id if likely and likely.grid else None,
            made_at=now,
        )
    )
    if at.position is not None and not ticket.anonymous:
        session.add(
            TicketPosition(
                ticket_id=ticket.id,
                ticket=ticket,
                district_id=ticket.district_id,
                longitude=at.position.longitude,
                latitude=at.position.latitude,
                coordinate_system=at.position.coordinate_system,
                accuracy_metres=at.position.accuracy_metres,
                received_at=now,
            )
        )
