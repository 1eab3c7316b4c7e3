"""`shequ appoint`: the operator founds the first postings; from there on, people appoint people."""

import asyncio
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import open_parts
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.audit.writing import note_command
from shequ_api.base.people import appointments
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Grid, Place
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.parts import Parts
from shequ_api.settings import Settings

CODE_DIGITS = 12


class NobodyBoundIt(Absent):
    title = "没有人绑定这个手机号：请先在小程序登录并绑定 / nobody has bound this number yet"


class NoSuchPlace(Absent):
    title = "没有这个地点或网格编码 / no place or grid has this code (shequ import places)"


def appoint(
    phone: Annotated[str, typer.Argument(help="已绑定的手机号 / a number that somebody has bound")],
    role: Annotated[Role, typer.Argument(help="角色 / role")],
    code: Annotated[str, typer.Argument(help="地点或网格编码 / code of a place or grid")],
) -> None:
    """任命首位工作人员 / give the first posting, at a place or grid."""
    settings = Settings()
    with ready_database(settings) as addresses:
        name, where = asyncio.run(_appoint(settings, addresses.app, phone, role, code))
    console.print(f"[green]✓[/] {name} → {ROLE_TITLES[role]} @ {where}", markup=True)


async def _appoint(
    settings: Settings, url: str, phone: str, role: Role, code: str
) -> tuple[str, str]:
    """Who was appointed, and where, as people read it."""
    async with (
        open_parts(settings, url) as parts,
        parts.get(Database).sessions() as session,
        session.begin(),
    ):
        person = await _person(session, parts, phone)
        held_at, now = await _scope(session, code), utc_now()
        posting = appointments.appoint(
            session, None, person, role=role, held_at=held_at, starts_on=china_date(now), now=now
        )
        await session.flush()
        note_command(
            session,
            "appoint",
            subject_ids=[posting.id, person.id],
            place=held_at,
            parameters={"role": role},
            now=now,
        )
        shown = held_at.full_name if isinstance(held_at, Place) else held_at.name
        masked = parts.get(PhoneBook).masked(person.id, person.phone_sealed)
        return person.name or masked or str(person.id), f"{shown} ({held_at.code})"


async def _person(session: AsyncSession, parts: Parts, phone: str) -> Person:
    index = parts.get(PhoneBook).index_of(phone)
    person = await session.scalar(select(Person).where(Person.phone_index == index))
    if person is None:
        raise NobodyBoundIt
    return person


async def _scope(session: AsyncSession, code: str) -> Place | Grid:
    """Divisions may be named by their leading digits: six of a district are enough."""
    full = code.ljust(CODE_DIGITS, "0") if code.isdecimal() else code
    place = await session.scalar(select(Place).where(Place.code == full))
    found = place or await session.scalar(select(Grid).where(Grid.code == code))
    if found is None:
        raise NoSuchPlace
    return found
