"""Reads of codes and of what surrounds a scanned place."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.offering import TODAY
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force
from shequ_api.base.places.coordinates import wgs_degrees
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.here import HERE, LEVELS
from shequ_api.base.places.models import Grid, Place, PlaceKind
from shequ_api.features.codes.models import FAR, CodePurpose, CodeState, PlaceCode, Scan, ScanCount
from shequ_api.features.codes.rules import CodeSigner, Opened, fresh_nonce
from shequ_api.features.five_codes.public import Layers, published_over
from shequ_api.kit.hot.questions import Asks, Question
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]

Live = aliased(PlaceCode, name="live")
Community = aliased(Place, name="community")
Compound = aliased(Place, name="compound")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A good code: as printed, the live one that it leads to, and where that is."""

    printed_id: UUID
    live_id: UUID
    place: Place
    """Of it only what `_scanned` reads."""
    community_name: str
    grid_name: str | None
    position: Degrees | None
    """WGS-84."""
    layers: Layers
    """What is published over the place."""


async def scanned(asks: Asks, signer: CodeSigner, code: str) -> Scanned | None:
    """What a code leads to; None where it is forged, foreign, unknown or revoked.

    The database is asked in each case, for a forged one as for one that nobody issued, so that the
    time of the answer does not tell them apart.
    """
    opened, given = _opened(signer, code)
    row = next(iter(await asks.rows(SCANNED, given)), None)
    if row is None or not opened.genuine:
        return None
    position = wgs_degrees(row.longitude, row.latitude, row.coordinate_system)
    return Scanned(
        row.printed_id,
        row.live_id,
        cast(Place, row),
        row.community_name,
        row.grid_name,
        position,
        row.layers,
    )


async def place_scanned(session: AsyncSession, signer: CodeSigner, code: str) -> Place | None:
    """The place that a code leads to, in the same way."""
    opened, given = _opened(signer, code)
    place = await session.scalar(_leads_to(Place), given)
    return place if opened.genuine else None


def _opened(signer: CodeSigner, code: str) -> tuple[Opened, dict[str, Any]]:
    """What is asked for a forged one is nobody's."""
    opened, nobodys = signer.open(code), fresh_nonce()
    nonce = opened.nonce if opened.genuine else nobodys
    return opened, {"nonce": nonce, "version": opened.version}


def _scanned() -> Rows:
    """The columns of a place by which it is shown, asked about and counted, and what surrounds it.
    A row of them looks like its place."""
    return _leads_to(
        *(getattr(Place, name) for name in (*LEVELS, "kind", "name", "full_name")),
        PlaceCode.id.label("printed_id"),
        Live.id.label("live_id"),
        Community.name.label("community_name"),
        Grid.name.label("grid_name"),
        published_over(Place).label("layers"),
        *(
            func.coalesce(getattr(Place, column), getattr(Compound, column)).label(column)
            for column in ("longitude", "latitude", "coordinate_system")
        ),
    )


def _leads_to(*shown: Any) -> Rows:
    """A superseded code leads to the live one of its place, whichever that is now."""
    leads = and_(
        Live.place_id == PlaceCode.place_id,
        Live.purpose == PlaceCode.purpose,
        Live.state == CodeState.LIVE,
    )
    return (
        select(*shown)
        .select_from(PlaceCode)
        .join(Live, leads)
        .join(Place, Place.id == PlaceCode.place_id)
        .join(Community, Community.id == Place.community_id)
        .outerjoin(Compound, Compound.id == Place.compound_id)
        .outerjoin(Grid, Grid.id == Place.micro_grid_id)
        .where(PlaceCode.nonce == bindparam("nonce"))
        .where(PlaceCode.key_version == bindparam("version"))
        .where(PlaceCode.state != CodeState.REVOKED, Place.ended_at.is_(None))
    )


SCANNED = Question(_scanned())
SCAN_COUNTED = Question(
    insert(Scan).values({column.key: bindparam(column.key) for column in Scan.__table__.columns}),
    counts=True,
)


def _worker() -> Rows:
    """Who serves `HERE`: its micro-grid's worker longest in post, else its general grid's."""
    micro = Posting.grid_id == HERE.micro_grid_id
    return (
        select(Person.id, Person.name, Person.phone_sealed, Posting.role)
        .join(Posting, Posting.person_id == Person.id)
        .where(or_(micro, Posting.grid_id == HERE.general_grid_id), in_force(TODAY))
        .where(Person.disabled_at.is_(None))
        .order_by(micro.desc().nulls_last(), Posting.starts_on, Posting.id)
        .limit(1)
    )


WORKER = _worker()


@built_once
def code_lines() -> Rows:
    """Codes with the names that people read."""
    place = (Place.full_name.label("place_name"), Place.kind.label("place_kind"))
    return select(PlaceCode.__table__, *place).join(Place, Place.id == PlaceCode.place_id)


def _within(compound: Place, kinds: Collection[PlaceKind]) -> ColumnElement[bool]:
    return and_(Place.compound_id == compound.id, Place.kind.in_(kinds), Place.ended_at.is_(None))


_AS_PEOPLE_COUNT: tuple[Any, ...] = (func.length(Place.code), Place.code)
"""Buildings before units, and 2栋 before 10栋."""


def _has_live(purpose: CodePurpose) -> ColumnElement[bool]:
    return and_(
        PlaceCode.place_id == Place.id,
        PlaceCode.purpose == purpose,
        PlaceCode.state == CodeState.LIVE,
    )


def places_without_code(
    compound: Place, kinds: Collection[PlaceKind], purpose: CodePurpose
) -> Select[Place]:
    """Places of a compound that wait for their code."""
    return (
        select(Place)
        .where(_within(compound, kinds), ~exists().where(_has_live(purpose)))
        .order_by(*_AS_PEOPLE_COUNT)
    )


def live_code_of(place: Place, purpose: CodePurpose) -> Select[PlaceCode]:
    """The live code of a place for a purpose, if it has one."""
    return select(PlaceCode).join(Place, _has_live(purpose)).where(Place.id == place.id)


def counts_in(compound: Place, kinds: Collection[PlaceKind], purpose: CodePurpose) -> Rows:
    """`places` of a compound, and how many of them are `coded`."""
    return (
        select(func.count().label("places"), func.count(PlaceCode.id).label("coded"))
        .select_from(Place)
        .outerjoin(PlaceCode, _has_live(purpose))
        .where(_within(compound, kinds))
    )


def plates_of(compound: Place, kinds: Collection[PlaceKind], purpose: CodePurpose) -> Rows:
    """What is printed on the plates of a compound."""
    return (
        select(PlaceCode.key_version, PlaceCode.nonce, PlaceCode.short_number, Place.full_name)
        .join(Place, _has_live(purpose))
        .where(_within(compound, kinds))
        .order_by(*_AS_PEOPLE_COUNT)
    )


def count_lines(*conditions: ColumnElement[bool]) -> tuple[Rows, list[Any]]:
    """Scans by hour and place, and their order: in that of the index, so that a page of them reads
    little more than itself."""
    key = [ScanCount.hour, ScanCount.place_id]
    sums = (func.sum(ScanCount.scans).label("scans"), func.sum(ScanCount.far).label("far"))
    named = (_of_place(Place.full_name, "place_name"), _of_place(Place.kind, "place_kind"))
    return select(*key, *sums, *named).where(*conditions).group_by(*key), key


def _of_place(column: Any, name: str) -> Any:
    """Looked up for each line, not joined: a join would read all lines for one page."""
    return select(column).where(Place.id == ScanCount.place_id).scalar_subquery().label(name)


@built_once
def far_lines() -> Rows:
    """Codes that were scanned far from their places, by hour and code."""
    return (
        select(
            ScanCount.hour,
            ScanCount.code_id,
            ScanCount.place_id,
            ScanCount.scans,
            ScanCount.far,
            ScanCount.farthest_metres,
            PlaceCode.short_number,
            PlaceCode.state,
            PlaceCode.far_alarmed_at,
            Place.full_name.label("place_name"),
            Place.kind.label("place_kind"),
        )
        .join(PlaceCode, PlaceCode.id == ScanCount.code_id)
        .join(Place, Place.id == ScanCount.place_id)
        .where(FAR)
    )
