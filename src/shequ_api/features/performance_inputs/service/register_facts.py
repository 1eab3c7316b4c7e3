"""What workers confirmed of people and housing: at doors, by telephone, and by filling in forms.

A form leaves a statement for each fact, which tells later what became of it. A confirmation at a
door is known only until the next one: each night takes up those of the day. Whose fact it is and
what it says is not taken up: the review is read by people who may not read the register.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.freshness import CONTACT_DAYS, OCCUPANCY_DAYS, RegisterSource
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact
from shequ_api.base.register.tellable import Field
from shequ_api.base.residency.models import Residency
from shequ_api.features.performance_inputs.models import PerformanceItem, PerformanceMonth
from shequ_api.features.performance_inputs.queries import china_day, items_of_month, standing_state
from shequ_api.features.performance_schemes.public import MeasureSource
from shequ_api.features.register_answers.public import Statement, StatementOutcome
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.repointing import QUIET

Rows = Select[*tuple[Any, ...]]
CONFIRMED, STILL_FRESH = "confirmed", "still_fresh"
STATES = {
    StatementOutcome.CONFLICT: "in_conflict",
    StatementOutcome.KEPT: "refuted",
    StatementOutcome.CORRECTED: "refuted",
    StatementOutcome.WITHDRAWN: "withdrawn",
}
"""What became of a statement, where it is not what the register says."""
LONGEST = timedelta(days=max(kind.fresh_days for kind in CATALOGUE.values()))
_BY_OTHERS = (RegisterSource.FORM, RegisterSource.IMPORT)


def confirmed_rows(community_id: UUID, begin: datetime, end: datetime) -> Rows:
    """What somebody saw to in a community between two instants, without a form: `subject_id` (of
    the fact, whichever row holds it), `happened_at`, `place_id`, `person_id`, `state`, and as
    `value` for how many days it may be believed. Inside the walls."""
    found = union_all(
        *(_seen_to(model, community_id, begin, end) for model in _NAMED_BY)
    ).subquery()
    own = _at_home(found.c.person_id, found.c.place_id, found.c.happened_at)
    state = case((own, literal("own_home")), else_=literal(CONFIRMED))
    return select(*found.c, state.label("state"))


def told_rows(community_id: UUID, begin: datetime, end: datetime) -> Rows:
    """The same of what forms said, and `decided_by_id`, who settled a conflict. What was taken back
    gives way to what was said anew."""
    key = _identity_of_statement()
    worker, at = Statement.worker_id, Statement.observed_at
    became = case(
        *((Statement.outcome == outcome, literal(state)) for outcome, state in STATES.items()),
        else_=literal(CONFIRMED),
    )
    own = _at_home(worker, Statement.place_id, at)
    state = case((own, literal("own_home")), else_=became)
    return (
        select(
            key.label("subject_id"),
            at.label("happened_at"),
            Statement.place_id,
            worker.label("person_id"),
            state.label("state"),
            _days_of_statement().label("value"),
            Statement.decided_by_id,
        )
        .where(Statement.community_id == community_id, at >= begin, at < end)
        .ext(distinct_on(key, worker, at))
        .order_by(
            key,
            worker,
            at,
            Statement.outcome == StatementOutcome.WITHDRAWN,
            Statement.told_at.desc(),
        )
    )


async def count_once(session: AsyncSession, month: PerformanceMonth) -> None:
    """Of confirmations of one fact, by whomever, those count between which it could grow stale."""
    ours = items_of_month(month, MeasureSource.REGISTER_FACT)
    since = china_midnight(month.month) - LONGEST
    item = PerformanceItem
    whole = (item.source == MeasureSource.REGISTER_FACT, item.happened_at >= since)
    stands = standing_state()
    counts = stands.in_([CONFIRMED, STILL_FRESH])
    facts = select(item.subject_id).where(*ours)
    several = (
        select(item.subject_id)
        .where(item.subject_id.in_(facts), *whole, counts)
        .group_by(item.subject_id)
        .having(func.count() > 1)
    )
    rows = (
        select(item.review_id, item.subject_id, item.happened_at, item.value, stands.label("state"))
        .where(item.subject_id.in_(several), *whole, counts)
        .order_by(item.subject_id, item.happened_at, item.review_id)
    )
    by_fact: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.execute(rows):
        by_fact[row.subject_id].append(row)
    begin = china_midnight(month.month)
    for found in by_fact.values():
        for row, state in _judged(found, begin):
            same = (item.review_id == row.review_id, item.subject_id == row.subject_id)
            anew = update(item).where(*same, *whole, item.happened_at == row.happened_at)
            await session.execute(anew.where(*ours).values(state=state), execution_options=QUIET)


def _judged(rows: Iterable[Any], begin: datetime) -> Iterable[tuple[Any, str]]:
    """Rows of one fact in order; those from `begin` on whose state is to be another. What was said
    of earlier ones stays."""
    fresh_until: datetime | None = None
    for row in rows:
        counts = fresh_until is None or row.happened_at >= fresh_until
        if row.happened_at < begin:
            counts = row.state == CONFIRMED
        elif row.state != (state := CONFIRMED if counts else STILL_FRESH):
            yield row, state
        if counts:
            fresh_until = row.happened_at + timedelta(days=row.value or 0)


def _id_of(*parts: Any) -> Any:
    """The same for the same fact, also when another row has taken its place."""
    texts = (func.coalesce(cast(part, Text), "") for part in parts)
    return cast(func.md5(func.concat_ws("/", *texts)), Uuid)


_NAMED_BY: dict[Any, Any] = {
    Entry: _id_of(literal("contact"), Entry.id),
    Occupancy: _id_of(literal("occupancy"), Occupancy.entry_id),
    Premises: _id_of(literal("premises"), Premises.id),
    RegisterFact: _id_of(
        RegisterFact.key, RegisterFact.place_id, RegisterFact.entry_id, RegisterFact.premises_id
    ),
}


def _identity_of_statement() -> Any:
    """By the same names as the rows that hold what it said."""
    keyed = _id_of(Statement.key, Statement.place_id, Statement.entry_id, Statement.premises_id)
    return case(
        (Statement.key.in_(CATALOGUE), keyed),
        (Statement.key == Field.BELONGING, _id_of(literal("occupancy"), Statement.entry_id)),
        (Statement.entry_id.is_not(None), _id_of(literal("contact"), Statement.entry_id)),
        else_=_id_of(literal("premises"), Statement.premises_id),
    )


def _days_of_statement() -> Any:
    lives = select(Occupancy.belonging).where(
        Occupancy.entry_id == Statement.entry_id, Occupancy.ended_at.is_(None)
    )
    as_what = case(OCCUPANCY_DAYS, value=lives.scalar_subquery(), else_=CONTACT_DAYS)
    fresh = {key: kind.fresh_days for key, kind in CATALOGUE.items()}
    days = case(fresh, value=Statement.key, else_=CONTACT_DAYS)
    return cast(case((Statement.key == Field.BELONGING, as_what), else_=days), Integer)


def _seen_to(model: Any, community_id: UUID, begin: datetime, end: datetime) -> Rows:
    return select(
        _NAMED_BY[model].label("subject_id"),
        model.verified_at.label("happened_at"),
        model.place_id,
        model.verified_by_id.label("person_id"),
        cast(model.stale_on - cast(china_day(model.verified_at), Date), Integer).label("value"),
    ).where(
        *(model.community_id == community_id, model.ended_at.is_(None)),
        *(model.verified_at >= begin, model.verified_at < end),
        *(model.verified_by_id.is_not(None), model.source.not_in(_BY_OTHERS)),
    )


def _at_home(person_id: Any, place_id: Any, at: Any) -> Any:
    """Whether somebody lived there then, by their own claim or by the register."""
    day = china_day(at)
    lasts = or_(Residency.ends_on.is_(None), Residency.ends_on > day)
    claims = and_(Residency.person_id == person_id, Residency.place_id == place_id, lasts)
    known = and_(
        Occupancy.person_id == person_id,
        Occupancy.place_id == place_id,
        Occupancy.ended_at.is_(None),
    )
    return or_(
        exists().where(claims, Residency.starts_on <= day),
        exists().where(known),
    )
