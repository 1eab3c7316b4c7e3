"""What those who come along see: gathered for many doors at once, and each look written down."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.features.inspection_forms.public import sheets_of
from shequ_api.features.joint_visits import queries
from shequ_api.features.joint_visits.earlier import EarlierAnswers, earlier_answers
from shequ_api.features.joint_visits.schemas import (
    Companion,
    DoorSheet,
    EarlierView,
    JointVisitLine,
    SheetForm,
)
from shequ_api.features.visits.public import (
    STATE_TITLES,
    NamesShown,
    Visit,
    VisitPurpose,
    VisitState,
    participant_lines,
    visit_lines,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.masking import mask_name

SHOWN = ("id", "round_id", "position", "purpose_code", "purpose_title", "community_name")


class _Known(NamedTuple):
    """What the sheets of some visits are made of."""

    purposes: Mapping[str, VisitPurpose]
    forms: Mapping[str, SheetForm]
    people: Mapping[UUID, Sequence[Any]]
    """By dwelling."""
    coming: Mapping[UUID, Sequence[Any]]
    """By visit."""
    earlier: Mapping[UUID, Sequence[EarlierAnswers]]
    """By dwelling."""


def joint_line(row: Any, now: datetime) -> JointVisitLine:
    """A row of `queries.attended_lines`: where exactly only while its days last."""
    shown = row["access_from"] <= now < row["access_until"]
    return JointVisitLine(
        **{name: row[name] for name in (*SHOWN, "opens_at", "closes_at", "state")},
        state_title=STATE_TITLES[VisitState(row["state"])],
        place_id=row["place_id"] if shown else None,
        place_name=row["place_name"] if shown else None,
        shown_from=row["access_from"],
        shown_until=row["access_until"],
    )


async def door_sheets(
    session: AsyncSession, actor: Actor, visit_ids: Collection[UUID], now: datetime
) -> list[DoorSheet]:
    """The sheets of those of these visits that the actor may see now; each look is noted."""
    today = china_date(now)
    mine = queries.attended(
        Visit.id.in_(visit_ids), queries.shown_to(actor.person_id, now, today)
    ).with_only_columns(Visit.id)
    lines = visit_lines(Visit.id.in_(mine))
    lines = lines.order_by(Visit.opens_at, Visit.position, Visit.id)
    rows = (await session.execute(lines)).mappings().all()
    if not rows:
        return []
    known = await _known(session, actor, rows, now)
    return [_sheet(session, actor, row, known, now) for row in rows]


async def _known(session: AsyncSession, actor: Actor, rows: Sequence[Any], now: datetime) -> _Known:
    today = china_date(now)
    codes = {row["purpose_code"] for row in rows}
    found = await session.scalars(select(VisitPurpose).where(VisitPurpose.code.in_(codes)))
    purposes = {one.code: one for one in found}
    keys = {key for row in rows for key in row["form_keys"]}
    sheets = await sheets_of(session, keys)
    forms = {
        one.key: SheetForm(
            key=one.key, title=one.version.definition["title"], version_id=one.version.id
        )
        for one in sheets
    }
    places = [row["place_id"] for row in rows]
    people = await session.execute(queries.living_at(places, today))
    coming = await session.execute(participant_lines([row["id"] for row in rows], today))
    asked = [row for row in rows if purposes[row["purpose_code"]].shows_earlier]
    earlier = await earlier_answers(
        session,
        actor,
        building_ids={row["building_id"] for row in asked},
        place_ids={row["place_id"] for row in asked},
        form_keys=keys,
    )
    return _Known(
        purposes,
        forms,
        _by(people.all(), "place_id"),
        _by(coming.all(), "visit_id"),
        _by(earlier, "place_id"),
    )


def _by(rows: Sequence[Any], name: str) -> Mapping[UUID, list[Any]]:
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _sheet(
    session: AsyncSession, actor: Actor, row: Any, known: _Known, now: datetime
) -> DoorSheet:
    purpose = known.purposes[row["purpose_code"]]
    people = _people(purpose, row, known)
    earlier = [
        one
        for one in known.earlier.get(row["place_id"], ())
        if purpose.shows_earlier and one.form_key in row["form_keys"]
    ]
    _note(session, actor, row, [one.person_id for one in people], bool(earlier), now)
    full = purpose.names_shown == NamesShown.CONCERNED
    return DoorSheet(
        visit_id=row["id"],
        names=[one.name if full else mask_name(one.name) for one in people if one.name],
        companions=[
            Companion(
                name=one.name,
                role_title=ROLE_TITLES[Role(one.role)] if one.role else None,
                organisation_name=one.organisation_name,
            )
            for one in known.coming.get(row["id"], ())
            if one.person_id != actor.person_id and one.comes
        ],
        forms=[known.forms[key] for key in row["form_keys"] if key in known.forms],
        earlier=[
            EarlierView(
                form_key=one.form_key,
                filled_at=one.filled_at,
                answers=one.answers,
                withheld=one.withheld,
            )
            for one in earlier
        ],
        **{name: row[name] for name in DIRECT},
    )


DIRECT = (
    *("purpose_title", "opens_at", "closes_at", "place_id", "place_name", "note"),
    "planned_by_name",
)


def _people(purpose: VisitPurpose, row: Any, known: _Known) -> list[Any]:
    living = known.people.get(row["place_id"], ())
    match purpose.names_shown:
        case NamesShown.HOUSEHOLD:
            return list(living)
        case NamesShown.CONCERNED:
            return [one for one in living if one.person_id == row["concerned_id"]]
        case _:
            return []


def _note(
    session: AsyncSession,
    actor: Actor,
    row: Any,
    person_ids: Sequence[UUID | None],
    earlier: bool,
    now: datetime,
) -> None:
    """A look for each whose name is shown, which they may read; with no name, one for the door."""
    fields = ["address", *(["earlier_answers"] if earlier else [])]
    for person_id in person_ids or (None,):
        note_look(
            session,
            actor,
            subject_kind="visit",
            subject_id=row["id"],
            person_id=person_id,
            district_id=row["district_id"],
            fields=[*fields, *(["name"] if person_id else [])],
            purpose=LookPurpose.VISIT,
            reason=None,
            now=now,
        )
