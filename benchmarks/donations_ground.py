"""Donors with points, pools in 64 communities, and plain accounts for the raw ways."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from benchmarks.ground import FOLDER
from benchmarks.servers import settings_of
from shequ_api.app import close_parts, gather_parts
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account, transfer
from shequ_api.cli.database import Addresses, bring_up_to_date
from shequ_api.features.charity.service import general_pool
from shequ_api.features.points.public import credit_card
from shequ_api.features.points.service.cards import issuer_of
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.seed import seed

DISTRICT = "510108000000"
DONORS, GIVERS, POOLS = 256, 1_000, 64
WEALTH = 900_000_000
NAME = "shequ_donations_dev"


@dataclass(frozen=True)
class Stage:
    """Who gives, to what."""

    tokens: list[str]
    pools: list[str]
    pool_accounts: list[UUID]
    givers: list[UUID]


def prepare(running: embedded.Embedded) -> Addresses:
    """An empty database of our own, migrated anew: what was given last time slows nobody."""
    embedded.superuser_sql(running, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
    embedded.create_database(running, NAME)
    app, owner = embedded.APP_ROLE, embedded.OWNER_ROLE
    addresses = Addresses(running.url(NAME, app), running.url(NAME, owner))
    bring_up_to_date(addresses)
    return addresses


async def stage(url: str) -> Stage:
    """Fill it."""
    parts, now = gather_parts(settings_of(FOLDER), url), utc_now()
    await seed(parts, now)
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = '300s'"))
        district = (await session.scalars(select(Place).where(Place.code == DISTRICT))).one()
        wanted = select(Place).where(
            Place.kind == PlaceKind.COMMUNITY, Place.district_id == district.id
        )
        communities = list(await session.scalars(wanted.order_by(Place.code).limit(POOLS)))
        pools = [await general_pool(session, each, now=now) for each in communities]
    tokens = await _donors(parts, district, communities[0], now)
    givers = await _givers(parts, district.id, now)
    await close_parts(parts)
    accounts = [pool.account_id for pool in pools]
    return Stage(tokens, [str(pool.id) for pool in pools], accounts, givers)


async def _donors(parts: Parts, district: Place, community: Place, now: datetime) -> list[str]:
    tokens = []
    for number in range(DONORS):
        async with parts.get(Database).sessions() as session, session.begin():
            person = Person(id=new_id(), name=f"捐赠人{number}", created_at=now)
            parts.get(PhoneBook).write(person, f"1390000{number:04d}")
            session.add(person)
            await session.flush()
            login = start_login(session, person, now=now)
            tokens.append(parts.get(Doorman).pair(login, now).access_token)
            issuer = await issuer_of(
                session, community_id=community.id, district_id=district.id, now=now
            )
            await credit_card(
                session,
                person_id=person.id,
                district_id=district.id,
                amount_points=WEALTH,
                from_account_id=issuer.id,
                key=f"bench/{person.id}",
                reason="测试",
                reference_kind="bench",
                reference_id=person.id,
                now=now,
            )
    return tokens


async def _givers(parts: Parts, district_id: UUID, now: datetime) -> list[UUID]:
    """Plain accounts with a floor, each with all that it will ever give."""
    found = []
    facts: dict[str, Any] = {"ledger": Ledger.POINTS, "district_id": district_id, "now": now}
    async with parts.get(Database).sessions() as session, session.begin():
        issuer = await open_account(
            session, owner_key="bench/issuer", kind="issuer", floor=None, **facts
        )
        for number in range(GIVERS):
            giver = await open_account(
                session, owner_key=f"bench/{number}", kind="card", floor=0, **facts
            )
            await transfer(
                session,
                key=f"bench/{number}",
                debit_account_id=issuer.id,
                credit_account_id=giver.id,
                amount=WEALTH,
                reason="测试",
                now=now,
            )
            found.append(giver.id)
    return found
