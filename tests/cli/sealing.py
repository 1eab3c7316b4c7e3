"""A house in which every sealed column holds something, put there by the code that is served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import text

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.base.access.walls import enter_district
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook, bind
from shequ_api.base.registry import Registry
from shequ_api.cli.resealing import reseal, standings
from shequ_api.features.serving_staff.rules import CONSENT_VERSION
from shequ_api.features.serving_staff.schemas import CARD
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import KeyStanding
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.settings import Settings
from tests.cast import Cast
from tests.conftest import settings_for_tests
from tests.features.charity_grants.aid import CHIEF, Aid
from tests.features.compounds.hall import Hall
from tests.features.partners.alliance import Alliance
from tests.features.register.conftest import HOUSE, ID_NUMBER, NEXT_DOOR, Doorstep
from tests.features.register_answers.test_newcomers import NEWCOMER
from tests.features.register_imports.conftest import row, xlsx
from tests.features.service_applications.counter import Counter

WORKER = "micro_grid_worker"
KEPT_KEY = {"Idempotency-Key": "once"}
LIST = xlsx(row("李四", phone="13700137004"))


class Rotated(Settings):
    """The settings of tests with other keys for fields than the one that the cast came under."""

    field_keys: dict[str, bytes] = {}
    knows_the_first: bool = True

    def keys(self, name: str) -> tuple[dict[str, bytes], str]:
        first, current = super().keys(name)
        if name != "field_key" or not self.field_keys:
            return first, current
        held = {**self.field_keys, **(first if self.knows_the_first else {})}
        return held, next(iter(held))


def rotated(*, knows_the_first: bool = True, **field_keys: bytes) -> Settings:
    """The first of the keys is the current one."""
    given = settings_for_tests().model_dump()
    return Rotated(_env_file=None, **given, field_keys=field_keys, knows_the_first=knows_the_first)


@asynccontextmanager
async def opened(settings: Settings, url: str) -> AsyncIterator[Parts]:
    parts = gather_parts(settings, url)
    try:
        yield parts
    finally:
        await close_parts(parts)


@asynccontextmanager
async def doors(settings: Settings, parts: Parts) -> AsyncIterator[Doorstep]:
    app = create_app(settings, parts)
    transport = ASGITransport(app, raise_app_exceptions=True)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Doorstep(client, await Cast.found(parts))
    await app.state.readiness.close()


async def plant(door: Doorstep, parts: Parts) -> str:
    """Something sealed in every column; the id of an entry."""
    entry = await door.enter(WORKER, id_number=ID_NUMBER)
    path = f"/register/people/{entry['id']}"
    contact = {"value": "女儿 13700137000"}
    await door.did(WORKER, "PUT", f"{path}/facts/emergency_contact", **contact)
    await door.did(WORKER, "PUT", path, name="欧阳大梅")
    shop = {"place_id": door.place(HOUSE), "name": "好邻居便利店", "kind": "shop"}
    keeper = {"keeper_name": "丙丁", "keeper_phone": "13700137001"}
    await door.did(WORKER, "POST", "/register/premises", **shop, **keeper)
    await _link(door, parts, UUID(entry["id"]))
    asked = {"entry_id": entry["id"], "phone": "13700137002"}
    await door.did("resident", "POST", "/me/register-corrections", **asked)
    met = {"name": "金丝奶奶", "phone": "13700137003", "belonging": "family"}
    dwelling = {"dwelling_id": door.place(NEXT_DOOR), "starts_on": "2026-01-01"}
    await door.did(WORKER, "POST", "/persons", **met, **dwelling)
    hall = Hall(door.client, door.cast)
    assert (await hall.sign()).status_code == 201
    assert (await hall.found()).status_code == 201
    assert (await bring(door)).status_code == 201
    await _tell(door)
    order = {"service_code": "noise", "text": "半夜装修", "place_id": door.place(HOUSE)}
    await door.did("resident", "POST", "/tickets", **order, anonymous=True)
    present = {"petitioner_name": "丁大爷", "petitioner_phone": "13700137006"}
    await door.did(
        "community_worker", "POST", "/ticket-entries", **order, channel="meeting", **present
    )
    await _help(door, parts)
    await _apply(door)
    await settle(parts, ["13700137005"])
    return str(entry["id"])


async def bring(door: Doorstep) -> Response:
    """A file for the register, again and again under one key."""
    headers = {**await door.cast.headers("community_worker"), **KEPT_KEY}
    files = {"file": ("人房.xlsx", LIST)}
    return await door.client.post("/api/v1/register/imports", files=files, headers=headers)


async def _tell(door: Doorstep) -> None:
    """A personal answer of an inspection."""
    form = await door.got(WORKER, "/inspection-forms/home_visit")
    sent = {
        "form_version_id": form["version_id"],
        "place_id": door.place(HOUSE),
        "answers": {"visit_result": "entered", "residents": [NEWCOMER]},
        "filled_at": utc_now().isoformat(),
    }
    await door.did(WORKER, "PUT", f"/inspections/{new_id()}", **sent)


async def _help(door: Doorstep, parts: Parts) -> None:
    """A partner who applies; help that was delivered, and help that was refused."""
    aid = Aid(door.client, door.cast)
    async with parts.get(Database).sessions() as session:
        shop = Alliance(door.client, door.cast, session).draft()
        pool = await aid.pool(session, 100)
    await door.did("newcomer", "POST", "/partners", **shop)
    assert (await aid.deliver(await aid.granted(pool.id))).is_success
    proposal = await aid.propose(
        pool.id, place_id=door.place(NEXT_DOOR), form="goods", person_id=...
    )
    await aid.did(CHIEF, "POST", f"/charity/proposals/{proposal}/refusal", reason="不符合条件")


async def _apply(door: Doorstep) -> None:
    """A draft of an application; what a worker shows of herself."""
    counter = Counter(door.client, door.cast, None)
    await counter.drafted(await counter.service(materials=[]), materials=[])
    shown = {**CARD, "photo_id": None, "consent_version": CONSENT_VERSION}
    await door.did(WORKER, "PUT", "/me/service-card", **shown)


async def _link(door: Doorstep, parts: Parts, entry_id: UUID) -> None:
    async with parts.get(Database).sessions() as session, session.begin():
        await enter_district(session, door.cast.places["510108000000"])
        linked = text("UPDATE register_people SET person_id = :person WHERE id = :entry")
        facts = {"person": door.cast.people["resident"], "entry": entry_id}
        await session.execute(linked, facts)


async def settle(parts: Parts, phones: list[str]) -> dict[UUID, str]:
    """People with numbers, each with its history: id → number."""
    book, now = parts.get(PhoneBook), utc_now()
    settled = {new_id(): phone for phone in phones}
    async with parts.get(Database).sessions() as session, session.begin():
        people = {Person(id=each, created_at=now): phone for each, phone in settled.items()}
        session.add_all(people)
        await session.flush()
        for person, phone in people.items():
            await bind(session, book, person, phone, now=now)
    return settled


async def resealed(parts: Parts) -> list[str]:
    """Walk all; the rows that do not open."""
    unreadable = []
    for one in parts.get(Registry).sealed:
        async for batch in reseal(parts, one):
            unreadable += [f"{one} {key}" for key in batch.unreadable]
            await asyncio.sleep(0)
    return unreadable


async def under(parts: Parts, standing: KeyStanding) -> dict[str, int]:
    """Column → how many values are under such a key."""
    found = await standings(parts, parts.get(Registry).sealed)
    return {str(one.sealed): one.rows for one in found if one.standing == standing}
