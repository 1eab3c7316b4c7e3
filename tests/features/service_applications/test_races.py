"""Two at one application or draft at once: on committed rows, the second behind the first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select, text, update

from shequ_api.app import create_app
from shequ_api.base.people.merging import hand_on, lock_both
from shequ_api.base.registry import Registry
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_certificates.models import ServiceCertificate
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import drain
from tests.conftest import settings_for_tests
from tests.features.service_applications.counter import CHIEF, WORKER, Counter
from tests.pausing import held_before

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
NO_NOTE = {"note": None}
GRANT = {"note": None, "certified": None}
CERTIFICATE: dict[str, Any] = {
    "kind": "certificate",
    "title": "认定书",
    "valid_days": None,
    "states": [],
}
STEP = "UPDATE workflow_cases SET"


class Race:
    """People who act at the same moment."""

    def __init__(self, parts: Parts, counter: Counter) -> None:
        self.parts, self.counter = parts, counter

    async def service(self, title: str, **more: Any) -> str:
        return await self.counter.service(title=title, materials=[], **more)

    async def drafted(self, service: str, who: str = "resident") -> str:
        return str((await self.counter.drafted(service, who, materials=[]))["id"])

    async def applied(self, service: str, who: str = "resident") -> dict[str, Any]:
        answer = await self.counter.submit(await self.drafted(service, who), who)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def accepted(self, service: str, who: str = "resident") -> dict[str, Any]:
        made = await self.applied(service, who)
        return await self.counter.stepped(made, "acceptance", NO_NOTE)

    async def run(
        self, first: Awaitable[Any], second: Callable[[], Awaitable[Any]], before: str
    ) -> tuple[Any, Any]:
        """The first is held before a statement, behind its locks; the second comes meanwhile."""
        async with held_before(self.parts, before) as pause:
            one = asyncio.ensure_future(first)
            await pause.stands()
            other = asyncio.ensure_future(second())
            while not other.done():
                async with self.parts.get(Database).sessions() as session:
                    if await session.scalar(WAITING):
                        break
            assert not other.done(), "it did not wait"
            pause.over.set()
            return await one, await other

    async def merge(self, kept_id: UUID, merged_id: UUID) -> None:
        """As two accounts are merged: the persons are locked, then what is theirs is handed on."""
        async with self.parts.get(Database).sessions() as session, session.begin():
            _, merged = await lock_both(session, kept_id, merged_id)
            merged.merged_into_id = kept_id
            modules = self.parts.get(Registry).personal_data
            await hand_on(session, modules, kept_id, merged_id, now=utc_now())

    async def row(self, application: dict[str, Any]) -> ServiceApplication:
        async with self.parts.get(Database).sessions() as session:
            return await session.get_one(ServiceApplication, UUID(application["id"]))


@pytest.fixture
async def race(open_parts: Parts) -> AsyncIterator[Race]:
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Race(open_parts, Counter(client, await Cast.found(open_parts), None))


def code_of(answer: Response) -> str:
    told = answer.json()
    return str(told.get("code", told.get("state")))


async def test_a_draft_is_handed_in_by_two_devices(race: Race) -> None:
    draft = await race.drafted(await race.service("两台设备"))
    first, second = await race.run(
        race.counter.submit(draft),
        lambda: race.counter.submit(draft),
        "INSERT INTO service_applications",
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["number"] == second.json()["number"], "it is one"


async def test_one_at_a_time_by_two_devices(race: Race) -> None:
    service = await race.service("一次一件")
    drafts = [await race.drafted(service) for _ in range(2)]
    answers = await asyncio.gather(*(race.counter.submit(draft) for draft in drafts))
    assert sorted(code_of(each) for each in answers) == ["application_open", "submitted"]
    async with race.parts.get(Database).sessions() as session:
        made = select(func.count()).where(ServiceApplication.service_id == UUID(service))
        assert await session.scalar(made) == 1
        kept = select(func.count()).where(ServiceDraft.service_id == UUID(service))
        assert await session.scalar(kept) == 1, "what was refused is a draft still"


async def test_two_decide_at_once(race: Race) -> None:
    made = await race.accepted(await race.service("两人同办"))
    path = f"/service-applications/{made['id']}/handler"
    await race.counter.got(WORKER, "DELETE", path)
    refusal = {"reason": "不符合", "objection": "可申请复议"}
    granted, refused = await race.run(
        race.counter.step(made, "grant", GRANT),
        lambda: race.counter.step(made, "refusal", refusal, CHIEF),
        STEP,
    )
    assert (code_of(granted), code_of(refused)) == ("granted", "application_claimed")


@pytest.mark.parametrize("withdrawn_first", [True, False])
async def test_it_is_withdrawn_against_a_grant(race: Race, withdrawn_first: bool) -> None:
    made = await race.accepted(await race.service(f"撤回与办结{withdrawn_first}"))
    path = f"/me/service-applications/{made['id']}/withdrawal"

    async def withdraw() -> Response:
        return await race.counter.ask("resident", "POST", path, {"reason": None})

    async def grant() -> Response:
        return await race.counter.step(made, "grant", GRANT)

    first, second = (withdraw, grant) if withdrawn_first else (grant, withdraw)
    got = await race.run(first(), second, STEP)
    state = "withdrawn" if withdrawn_first else "granted"
    assert [code_of(each) for each in got] == [state, "illegal_step"]
    assert (await race.row(made)).state == state


async def test_the_clock_meets_what_was_asked_for(race: Race) -> None:
    made = await race.applied(await race.service("到期与补正"))
    asked = {"materials": [], "reason": "请更正姓名"}
    await race.counter.stepped(made, "return", asked)
    async with race.parts.get(Database).sessions() as session, session.begin():
        this = update(ServiceApplication).where(ServiceApplication.id == UUID(made["id"]))
        await session.execute(this.values(answer_by=utc_now() - timedelta(hours=1)))
    body: dict[str, Any] = {"answers": {"bank": "工商银行"}, "materials": [], "note": None}
    path = f"/me/service-applications/{made['id']}/supplement"
    async with held_before(race.parts, STEP) as pause:
        given = asyncio.ensure_future(race.counter.ask("resident", "POST", path, body))
        await pause.stands()
        # The clock passes by what somebody holds, and finds it answered when it comes again.
        await drain(race.parts, utc_now(), "service_desk.lapse")
        pause.over.set()
        assert code_of(await given) == "submitted"
    await drain(race.parts, utc_now(), "service_desk.lapse")
    assert (await race.row(made)).state == "submitted"


async def test_accounts_are_merged_while_a_draft_is_handed_in(race: Race) -> None:
    people = race.counter.cast.people
    kept_id, merged_id = people["newcomer"], people["same_building"]
    draft = await race.drafted(await race.service("合并账号"), "same_building")

    made, _ = await race.run(
        race.counter.submit(draft, "same_building"),
        lambda: race.merge(kept_id, merged_id),
        "DELETE FROM service_draft_photos",
    )
    assert made.status_code in (201, 404), made.text
    async with race.parts.get(Database).sessions() as session:
        owner = select(ServiceDraft.owner_id).where(ServiceDraft.id == UUID(draft))
        applied = select(ServiceApplication.owner_id).where(ServiceApplication.id == UUID(draft))
        found = [await session.scalar(owner), await session.scalar(applied)]
    assert found.count(kept_id) == 1 and merged_id not in found


@pytest.mark.parametrize("merged_first", [True, False])
async def test_accounts_are_merged_while_an_application_is_granted(
    race: Race, merged_first: bool
) -> None:
    people = race.counter.cast.people
    # Each time another one, and nobody of the other tests: the rows of a file's tests stay.
    kept_id, who = people["newcomer"], "same_compound" if merged_first else "far_resident"
    service = await race.service(f"合并与办结{merged_first}", result=CERTIFICATE)
    made = await race.accepted(service, who)

    async def grant() -> Response:
        return await race.counter.step(made, "grant", GRANT)

    async def merge() -> None:
        await race.merge(kept_id, people[who])

    if merged_first:
        _, refused = await race.run(merge(), grant, "UPDATE service_applications SET")
        assert code_of(refused) == "application_person_merged"
        granted = await grant()
    else:
        granted, _ = await race.run(grant(), merge, "INSERT INTO service_certificates")
    assert code_of(granted) == "granted", granted.text
    row = await race.row(made)
    assert row.applicant_id == row.owner_id == kept_id
    async with race.parts.get(Database).sessions() as session:
        issued = await session.get_one(ServiceCertificate, row.certificate_id)
    assert issued.holder_id == kept_id
