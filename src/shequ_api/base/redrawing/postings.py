"""The postings at places and grids that change: they follow, are carried over, or end."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.appointments import refuse_custom_role
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.base.people.endings import announce_end, end
from shequ_api.base.people.models import SCOPES, Duty, Organisation, Posting
from shequ_api.base.people.queries import not_over
from shequ_api.base.places.following import below, done
from shequ_api.base.places.history import Author
from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, Refusal
from shequ_api.kit.ids import new_id

ITS_OWN = frozenset({"id", "grid_id", "starts_on"})
"""Columns that a carried posting does not take from the one before."""


class PostingElsewhere(Malformed):
    code, title = "posting_elsewhere", "只能带走原网格中在任的人员"


@dataclass(frozen=True, slots=True)
class Carried:
    """A posting that goes on in another grid."""

    was: Posting
    now: Posting
    grid_id: UUID


@dataclass(slots=True)
class Handover:
    """What became of the postings at grids that ended."""

    carried: list[Carried] = field(default_factory=list)
    ended: list[Posting] = field(default_factory=list)

    def vacant(self, grids: Iterable[Grid], *, on: date) -> list[UUID]:
        """The grids in which nobody serves on a day."""
        serving = {one.grid_id for one in self.carried if one.now.starts_on <= on}
        return [grid.id for grid in grids if grid.id not in serving]


async def follow_places(session: AsyncSession, communities: Collection[UUID]) -> int:
    """Postings held at places come to lie where the places lie now, and days off with them.

    `communities` are those in which they lay until now. Returns how many postings moved.
    """
    held = update(Posting).where(Posting.place_id == Place.id, Posting.ended_at.is_(None))
    moved = await done(session, _following(held, Posting, Place, communities))
    days_off = update(Absence).where(Absence.posting_id == Posting.id)
    await done(session, _following(days_off, Absence, Posting, communities))
    return moved


def _following(statement: Any, model: Any, above: Any, communities: Collection[UUID]) -> Any:
    was, now = ([getattr(one, name) for name in SCOPES] for one in (model, above))
    stale = func.row(*was).is_distinct_from(func.row(*now))
    here = statement.where(model.community_id.in_(communities), stale)
    return here.values(dict(zip(SCOPES, now, strict=True)))


async def end_at_place(session: AsyncSession, place: Place, author: Author) -> list[Posting]:
    """End the postings held at a place or below it."""
    there = (
        select(Posting).join(Place, Place.id == Posting.place_id).where(below(Place, [place.id]))
    )
    live = there.where(not_over(china_date(author.now))).order_by(Posting.id)
    postings = list(await session.scalars(live.with_for_update(of=Posting)))
    for posting in postings:
        await end(session, posting, by_id=author.person_id, now=author.now)
    return postings


async def hold_postings(session: AsyncSession, grids: Collection[UUID]) -> None:
    """Lock the postings at grids before the rows that lie there: who gives work by a posting holds
    it first, and then what is given."""
    there = select(Posting.id).where(Posting.grid_id.in_(grids)).order_by(Posting.id)
    await session.execute(there.with_for_update())


async def hand_over_postings(
    session: AsyncSession,
    actor: Actor,
    ended: Collection[UUID],
    wanted: Mapping[UUID, Collection[Grid]] | Grid,
    author: Author,
) -> Handover:
    """End the postings at grids that ended, and let those go on that are wanted in new ones.

    `wanted` says which posting goes on where; a grid alone: all go on there. The old rows stay, so
    that who served which grid on a day can be read years later. A custom role goes on only where
    the actor could give it.
    """
    today = china_date(author.now)
    there = select(Posting).where(Posting.grid_id.in_(ended), not_over(today)).order_by(Posting.id)
    postings = list(await session.scalars(there.with_for_update()))
    if not isinstance(wanted, Grid) and set(wanted) - {posting.id for posting in postings}:
        raise PostingElsewhere
    for posting in postings:
        posting.ended_at, posting.ended_by_id = author.now, author.person_id
        # Told here, or not at all: who goes on leaves no work behind.
        posting.end_announced_at = author.now
    # The old ones end first: somebody holds a role at a grid once at a time.
    await session.flush()
    customs = await _customs(session, postings)
    handover = Handover()
    # By their first days: what follows upon the one before is joined to it.
    for posting in sorted(postings, key=lambda one: _begins(one, author)):
        grids = [wanted] if isinstance(wanted, Grid) else wanted.get(posting.id, [])
        given = [grid for grid in grids if _may_go_on(actor, posting, grid, customs)]
        for grid in given:
            _carry(session, handover, posting, grid, author)
        if not given:
            handover.ended.append(posting)
            announce_end(session, posting, now=author.now)
    _cover_anew(handover)
    await session.flush()
    await _take_absences_along(session, handover, today)
    return handover


Customs = Mapping[UUID, tuple[CustomRole, Organisation | None]]
"""Posting → its custom role, and for whom it is held."""


async def _customs(session: AsyncSession, postings: Collection[Posting]) -> Customs:
    roles = (
        select(Posting.id, CustomRole, Organisation)
        .join(CustomRole, CustomRole.id == Posting.custom_role_id)
        .outerjoin(Organisation, Organisation.id == Posting.organisation_id)
        .where(Posting.id.in_([posting.id for posting in postings]))
    )
    return {row[0]: (row[1], row[2]) for row in (await session.execute(roles)).all()}


def _may_go_on(actor: Actor, posting: Posting, grid: Grid, customs: Customs) -> bool:
    if posting.id not in customs:
        return True
    custom_role, organisation = customs[posting.id]
    try:
        refuse_custom_role(actor, custom_role, held_at=grid, organisation=organisation)
    except Refusal:
        return False
    return True


def _carry(
    session: AsyncSession, handover: Handover, posting: Posting, grid: Grid, author: Author
) -> None:
    """The same office in another grid, given by whom it was; who held it in two merged ones on the
    same days holds it once."""
    begins = _begins(posting, author)
    for other in handover.carried:
        same = (other.now.person_id, other.now.role, other.grid_id)
        if same == (posting.person_id, posting.role, grid.id) and _meets(other.now, begins):
            _join(other.now, posting)
            _let_one_lead(handover, other.now, grid)
            handover.carried.append(Carried(posting, other.now, grid.id))
            return
    kept = {key: value for key, value in _columns_of(posting).items() if key not in ITS_OWN}
    carried = Posting(
        **kept | {"ended_at": None, "ended_by_id": None, "end_announced_at": None},
        id=new_id(),
        grid_id=grid.id,
        starts_on=begins,
    )
    _let_one_lead(handover, carried, grid)
    session.add(carried)
    handover.carried.append(Carried(posting, carried, grid.id))


def _meets(carried: Posting, begins: date) -> bool:
    """Whether one that begins then, not before this one, overlaps it or follows right upon it."""
    return carried.ends_on is None or begins <= carried.ends_on


def _join(carried: Posting, posting: Posting) -> None:
    """Let one office last as long as both would, lead if either led, and be held in one's own right
    if either was."""
    carried.ends_on = _later(carried.ends_on, posting.ends_on)
    if carried.covers_id is not None and posting.covers_id is None:
        carried.covers_id, carried.duty = None, posting.duty
        carried.granted_by_id, carried.granted_at = posting.granted_by_id, posting.granted_at
    elif _leads(posting):
        carried.duty = Duty.LEAD


def _let_one_lead(handover: Handover, carried: Posting, grid: Grid) -> None:
    """Of two grids that become one, the first one's worker leads."""
    others = (
        one.now
        for one in handover.carried
        if one.grid_id == grid.id and one.now.person_id != carried.person_id
    )
    if _leads(carried) and any(_leads(other) for other in others):
        carried.duty = Duty.DEPUTY


def _leads(posting: Posting) -> bool:
    return posting.duty == Duty.LEAD and posting.covers_id is None


def _cover_anew(handover: Handover) -> None:
    """Who stands in for somebody does so in the new grid, where that one goes on there too."""
    gone_on = {(one.was.id, one.grid_id): one.now.id for one in handover.carried}
    for one in handover.carried:
        if one.now.covers_id is not None and one.now.covers_id == one.was.covers_id:
            one.now.covers_id = gone_on.get((one.now.covers_id, one.grid_id))
            one.now.duty = one.now.duty if one.now.covers_id or not one.now.duty else Duty.DEPUTY


async def _take_absences_along(session: AsyncSession, handover: Handover, today: date) -> None:
    """Days off that are still to come are days off from the new office."""
    followers: dict[UUID, UUID] = {}
    for one in handover.carried:
        if one.now.id not in followers.values():
            followers.setdefault(one.was.id, one.now.id)
    if not followers:
        return
    coming = (Absence.cancelled_at.is_(None), Absence.ends_on > today)
    given = case(followers, value=Absence.posting_id)
    those = update(Absence).where(Absence.posting_id.in_(followers), *coming)
    await done(session, those.values(posting_id=given))


def _begins(posting: Posting, author: Author) -> date:
    return max(posting.starts_on, china_date(author.now))


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _columns_of(posting: Posting) -> dict[str, Any]:
    columns = inspect(Posting).column_attrs
    return {column.key: getattr(posting, column.key) for column in columns}
