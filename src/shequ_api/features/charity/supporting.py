"""Who supports a pool: one row for each person or partner, counted once and folded in on a clock.

Nobody waits here while holding what another wants. Whoever gives has the person's row against a
merge (by its key, as anything that points at a person), then the supporter's, then the ledger's
accounts. The clock waits for nobody.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.people.models import Person
from shequ_api.features.charity import queries
from shequ_api.features.charity.models import Pool, Supporter
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET

FOLDED_AT_ONCE = 2_000
OURS = Supporter.__table__


async def note_gift_of(
    session: AsyncSession, person_id: UUID, pool: Pool, points: int, *, now: datetime
) -> None:
    """A person gave to a pool, or (0 points) is about to: from then on nobody merges them away and
    nobody else notes a gift of theirs to it, until the transaction ends. Before the accounts are
    locked. Of a merged account it is the kept one's. One statement."""
    who = func.coalesce(Person.merged_into_id, Person.id)
    row = {"person_id": who, **_row(pool.id, pool.district_id, points, now)}
    known = select(*row.values()).where(Person.id == person_id)
    adding = insert(Supporter).from_select(
        list(row), known.with_for_update(read=True, key_share=True)
    )
    await session.execute(_upsert(adding, "person_id"))


async def note_gift_of_partner(
    session: AsyncSession,
    partner_id: UUID,
    pool_id: UUID,
    district_id: UUID,
    points: int,
    *,
    now: datetime,
) -> None:
    """A partner, all of whose promises are held, gave to a pool; below zero: had it back."""
    row = {"partner_id": literal(partner_id), **_row(pool_id, district_id, points, now)}
    await session.execute(
        _upsert(insert(Supporter).from_select(list(row), select(*row.values())), "partner_id")
    )


def _row(pool_id: UUID, district_id: UUID, points: int, now: datetime) -> dict[str, Any]:
    instant = DateTime(timezone=True)
    return {
        "id": literal(new_id()),
        "pool_id": literal(pool_id),
        "district_id": literal(district_id),
        "given_points": literal(points, BigInteger),
        "gifts": literal(int(points > 0)),
        "first_gave_at": literal(now, instant),
        "last_gave_at": literal(now, instant),
        "counted": literal(value=False),
    }


def _upsert(adding: Insert, whose: str) -> Insert:
    """Two rows of one supporter are one: what both gave, from the first time to the last."""
    new, old = adding.excluded, OURS.c
    gave, first = new.gifts > 0, func.least(old.first_gave_at, new.first_gave_at)
    last = func.greatest(old.last_gave_at, new.last_gave_at)
    return adding.on_conflict_do_update(
        index_elements=["pool_id", whose],
        index_where=old[whose].is_not(None),
        set_={
            "given_points": old.given_points + new.given_points,
            "gifts": old.gifts + new.gifts,
            "first_gave_at": case(
                (old.gifts == 0, new.first_gave_at), (gave, first), else_=old.first_gave_at
            ),
            "last_gave_at": case(
                (old.gifts == 0, new.last_gave_at), (gave, last), else_=old.last_gave_at
            ),
        },
    )


async def hand_on(session: AsyncSession, kept_id: UUID, merged_id: UUID) -> None:
    """What one account gave is the other's: of two rows of a pool one counts. Both persons are
    locked, so nobody notes a gift of theirs meanwhile."""
    old = OURS.c
    theirs = (old.person_id == merged_id, old.gifts > 0)
    names = ("pool_id", "district_id", "given_points", "gifts", "first_gave_at", "last_gave_at")
    row = {
        "id": func.gen_random_uuid(),
        "person_id": literal(kept_id),
        **{name: old[name] for name in names},
        "counted": literal(value=False),
    }
    moving = insert(Supporter).from_select(list(row), select(*row.values()).where(*theirs))
    await session.execute(_upsert(moving, "person_id"))
    gone = update(Supporter).where(Supporter.person_id == merged_id, Supporter.gifts > 0)
    await session.execute(gone.values(given_points=0, gifts=0), execution_options=QUIET)


async def fold(session: AsyncSession, _: datetime) -> None:
    """On a clock: bring the pools' own counts into step. It takes what is free and waits for
    nobody: pools first, as whoever closes one, then supporters."""
    pools = (await session.scalars(queries.unfolded_pools())).all()
    found = await session.execute(queries.unfolded_supporters(pools, FOLDED_AT_ONCE))
    rows = found.all()
    if not rows:
        return
    folded = update(Supporter).where(Supporter.id.in_([row.id for row in rows]))
    await session.execute(
        folded.values(counted=Supporter.given_points > 0), execution_options=QUIET
    )
    counts = Counter[tuple[UUID, str]]()
    for row in rows:
        kind = "people_counted" if row.is_person else "partners_counted"
        counts[row.pool_id, kind] += 1 if row.gave else -1
    for (pool_id, kind), more in counts.items():
        one = update(Pool).where(Pool.id == pool_id)
        await session.execute(
            one.values({kind: getattr(Pool, kind) + more}), execution_options=QUIET
        )


CLOCKWORKS = [Clockwork("charity.fold_supporters", timedelta(seconds=15), fold)]
