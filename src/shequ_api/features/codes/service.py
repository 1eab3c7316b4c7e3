"""Changing codes: issue, replace, revoke; and noting a scan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.codes import queries
from shequ_api.features.codes.events import PlaceCodeIssued, PlaceCodeRevoked, PlaceCodeSuperseded
from shequ_api.features.codes.models import CodePurpose, CodeState, PlaceCode
from shequ_api.features.codes.rules import CodeSigner, fresh_nonce, fresh_short_number
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.hot.questions import Asks
from shequ_api.kit.ids import new_id


class PlaceTakesNoCode(Malformed):
    code, title = "place_takes_no_code", "只有社区和社区内的地点可以发码"


class NotACompound(Malformed):
    code, title = "not_a_compound", "这个地点不是小区（院落）"


class CodeNotLive(NotNow):
    code, title = "code_not_live", "这个码已被更换或停用"


class CodeRevoked(NotNow):
    code, title = "code_revoked", "这个码已经停用"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one call of a batch did, and what is left to do."""

    issued: int
    existing: int
    remaining: int


async def issue(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    signer: CodeSigner,
    *,
    now: datetime,
    purpose: CodePurpose = CodePurpose.PLACE,
) -> tuple[PlaceCode, bool]:
    """The live code of a place for a purpose, and whether it is new. Two at once get the same."""
    if place.community_id is None:
        raise PlaceTakesNoCode
    made = await _issued(session, actor, [place], signer, purpose=purpose, now=now)
    if made:
        return made[0], True
    found = await session.scalar(queries.live_code_of(place, purpose))
    if found is None:
        raise CodeNotLive  # revoked by another in this very moment
    return found, False


async def issue_batch(
    session: AsyncSession,
    actor: Actor,
    compound: Place,
    signer: CodeSigner,
    *,
    kinds: Collection[PlaceKind],
    purpose: CodePurpose,
    limit: int,
    now: datetime,
) -> Batch:
    """Codes for up to `limit` places of a compound that have none; ask again for what remains."""
    if compound.kind != PlaceKind.COMPOUND:
        raise NotACompound
    waiting = queries.places_without_code(compound, kinds, purpose).limit(limit)
    places = list(await session.scalars(waiting))
    issued = len(await _issued(session, actor, places, signer, purpose=purpose, now=now))
    counts = (await session.execute(queries.counts_in(compound, kinds, purpose))).one()
    return Batch(issued, counts.coded - issued, counts.places - counts.coded)


async def _issued(
    session: AsyncSession,
    actor: Actor,
    places: list[Place],
    signer: CodeSigner,
    *,
    purpose: CodePurpose,
    now: datetime,
) -> list[PlaceCode]:
    """New codes for those of the places that have no live one for this purpose."""
    if not places:
        return []
    statement = upsert(PlaceCode).on_conflict_do_nothing(
        index_elements=["place_id", "purpose"], index_where=text("state = 'live'")
    )
    ordered = sorted(places, key=lambda place: place.id)
    rows = [_row(place, signer, actor, now) | {"purpose": purpose} for place in ordered]
    made = list(await session.scalars(statement.values(rows).returning(PlaceCode)))
    for code in made:
        _announce_issue(session, actor, code, now)
    return made


def _row(place: Place, signer: CodeSigner, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        **located_at(place),
        "id": new_id(),
        "nonce": fresh_nonce(),
        "short_number": fresh_short_number(),
        "key_version": signer.current,
        "state": CodeState.LIVE,
        "issued_by_id": actor.person_id,
        "issued_at": now,
    }


def _announce_issue(session: AsyncSession, actor: Actor, code: PlaceCode, now: datetime) -> None:
    record(session, PlaceCodeIssued(**_subject(actor, code)), now=now)


def _subject(actor: Actor, code: PlaceCode) -> dict[str, Any]:
    return {
        "subject_id": code.id,
        "district_id": code.district_id,
        "place_id": code.place_id,
        "actor_id": actor.person_id,
    }


async def replace(
    session: AsyncSession, actor: Actor, code: PlaceCode, signer: CodeSigner, *, now: datetime
) -> PlaceCode:
    """A new live code; what is printed of the old one leads to it."""
    await session.refresh(code, with_for_update=True)
    if code.state != CodeState.LIVE:
        raise CodeNotLive
    # In this order: one live code at a time, and the successor exists before it is pointed at.
    code.state, code.superseded_at = CodeState.SUPERSEDED, now
    await session.flush()
    place = await session.get_one(Place, code.place_id)
    successor = PlaceCode(**_row(place, signer, actor, now), purpose=code.purpose)
    session.add(successor)
    await session.flush()
    code.successor_id = successor.id
    facts = _subject(actor, code)
    record(session, PlaceCodeSuperseded(**facts, successor_id=successor.id), now=now)
    _announce_issue(session, actor, successor, now)
    return successor


async def revoke(
    session: AsyncSession, actor: Actor, code: PlaceCode, *, reason: str, now: datetime
) -> PlaceCode:
    """End a code, live or superseded. Saying so again with the same reason changes nothing."""
    await session.refresh(code, with_for_update=True)
    if code.state == CodeState.REVOKED:
        if code.revoked_for != reason:
            raise CodeRevoked
        return code
    code.state, code.revoked_at = CodeState.REVOKED, now
    code.revoked_by_id, code.revoked_for = actor.person_id, reason
    record(session, PlaceCodeRevoked(**_subject(actor, code)), now=now)
    return code


async def note_scan(
    asks: Asks,
    actor: Actor | None,
    found: queries.Scanned,
    *,
    distance_metres: int | None,
    now: datetime,
) -> None:
    """Count a scan. A crash of the database may lose the last half second of counts."""
    place = found.place
    scan = {
        "id": new_id(),
        "scanned_at": now,
        "code_id": found.printed_id,
        "place_id": place.id,
        "district_id": place.district_id,
        "community_id": place.community_id,
        "role": actor.role if actor else None,
        "distance_metres": distance_metres,
    }
    await asks.rows(queries.SCAN_COUNTED, scan)
