"""What is told when others say what happened."""

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.cover_models import GridVacancy
from shequ_api.base.people.events import GridVacancyOver, GridVacant, PostingEnded
from shequ_api.base.people.vacancy_rules import TellingStep
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.compounds.events import ContractEnding, EndingFact, TermEnding
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.matters import (
    NewMatter,
    Office,
    close_matters,
    leave_office,
    open_matter,
    tell_offices,
)
from shequ_api.features.inbox.models import Matter
from shequ_api.features.inbox.wording import APPOINT, REMIND, WORDS
from shequ_api.kit.clock import china_date, china_midnight


async def tell_vacancy(session: AsyncSession, fact: GridVacant, now: datetime) -> None:
    """Tell those who can appoint, or ask for it, as far up as the rule says by now."""
    # Held: were it over at this moment, that comes after the matter stands, and closes it.
    vacancy = await session.get(GridVacancy, fact.vacancy_id, with_for_update={"read": True})
    if vacancy is None or vacancy.filled_at is not None:
        return
    grid = await session.get_one(Grid, vacancy.grid_id)
    offices = await _offices_above(session, grid, vacancy, fact.step)
    matter = NewMatter(
        kind=MessageKind.GRID_VACANT,
        occasion_id=vacancy.id,
        about_kind=WORDS[MessageKind.GRID_VACANT].about,
        about_id=grid.id,
        district_id=vacancy.district_id,
    )
    await open_matter(session, matter, offices, now=now)


async def _offices_above(
    session: AsyncSession, grid: Grid, vacancy: GridVacancy, step: int
) -> list[Office]:
    total = (Grid.community_id == grid.community_id, Grid.kind == GridKind.TOTAL)
    chiefs = await session.scalars(select(Grid.id).where(*total, Grid.ended_at.is_(None)))
    held = [(Role.GRID_CHIEF, each) for each in chiefs]
    held.append((Role.COMMUNITY_WORKER, vacancy.community_id))
    if grid.kind == GridKind.MICRO and grid.parent_id is not None:
        held.append((Role.GENERAL_GRID_WORKER, grid.parent_id))
    if step >= TellingStep.SUBDISTRICT:
        held.append((Role.SUBDISTRICT_ADMINISTRATOR, vacancy.subdistrict_id))
    if step >= TellingStep.DISTRICT:
        held.append((Role.DISTRICT_ADMINISTRATOR, vacancy.district_id))
    community = await session.get_one(Place, vacancy.community_id)
    since = china_date(vacancy.since)
    words = WORDS[MessageKind.GRID_VACANT]
    facts = {
        "community": community.name,
        "grid": grid.name.removeprefix(community.name),
        "since": f"{since.year}年{since.month}月{since.day}日",
    }
    calls = {Role.GENERAL_GRID_WORKER: REMIND}
    return [
        Office(role, at, words.title, words.text.format(**facts, call=calls.get(role, APPOINT)))
        for role, at in held
    ]


async def end_vacancy(session: AsyncSession, fact: GridVacancyOver, now: datetime) -> None:
    """Somebody serves there again, or the grid is no more: whoever was told may rest."""
    this = (Matter.kind == MessageKind.GRID_VACANT) & (Matter.occasion_id == fact.vacancy_id)
    await close_matters(session, this, now=now)


async def tell_ending(
    kind: MessageKind, session: AsyncSession, fact: EndingFact, now: datetime
) -> None:
    """Tell the community's staff of what ends in a compound, until it has ended."""
    compound = await session.get(Place, fact.compound_id)
    if compound is None:
        return
    day = fact.ends_on
    await tell_offices(
        session,
        kind,
        [(Role.COMMUNITY_WORKER, fact.community_id)],
        occasion_id=fact.subject_id,
        about_id=fact.compound_id,
        district_id=fact.district_id,
        closes_at=china_midnight(day),
        compound=compound.name,
        ends_on=f"{day.year}年{day.month}月{day.day}日",
        now=now,
    )


async def end_office(session: AsyncSession, fact: PostingEnded, now: datetime) -> None:
    """What reached somebody by an office is theirs no more."""
    await leave_office(session, fact.subject_id, now=now)


REACTIONS = [
    Reaction("inbox.grid_vacant", GridVacant, tell_vacancy),
    Reaction("inbox.grid_vacancy_over", GridVacancyOver, end_vacancy),
    Reaction("inbox.office_left", PostingEnded, end_office),
    *(
        Reaction(f"inbox.{kind}", fact, partial(tell_ending, kind))
        for kind, fact in (
            (MessageKind.CONTRACT_ENDING, ContractEnding),
            (MessageKind.TERM_ENDING, TermEnding),
        )
    ),
]
