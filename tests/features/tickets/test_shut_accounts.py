"""When an account is shut, nothing that it handles hangs."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import select

from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import fitting_posting
from shequ_api.features.tickets.permissions import SETTLERS
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.test_handover import LEAVER, given, seen, several

__all__ = ["several"]

SHUTTER = "subdistrict_administrator"


async def shut(client: AsyncClient, cast: Cast, member: str = LEAVER) -> list[dict[str, Any]]:
    path = f"/persons/{cast.people[member]}/disabling"
    answer = await ask(client, cast, SHUTTER, "PUT", path, json={"reason": "账号被盗用"})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["open_work"])


async def test_what_a_shut_account_handles_goes_back_to_the_triage(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await given(client, cast, file_ticket)
    counts = {kind["key"]: kind["count"] for kind in await shut(client, cast)}
    assert counts["tickets"] == sum(counts.values()) == 1
    await work()
    now = await seen(client, cast, ticket)
    assert (now["assignee_id"], now["state"]) == (None, "accepted")
    assert (now["slips"][-1]["note"], now["slips"][-1]["actor_name"]) == (
        "原办理人账号已停用，退回社区重新派单",
        "甲街管",
    )
    assert await work() == 0


async def test_an_account_opened_again_at_once_keeps_its_work(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await given(client, cast, file_ticket)
    await shut(client, cast)
    path = f"/persons/{cast.people[LEAVER]}/enabling"
    await ask(client, cast, SHUTTER, "PUT", path, json={"reason": "弄错了"})
    await work()
    assert (await seen(client, cast, ticket))["assignee_name"] == "甲微格"


async def test_whoever_gives_work_holds_the_account_it_is_given_to(several: Parts) -> None:
    """The shutting waits until the work is given, and then finds it."""
    cast = await Cast.found(several)
    async with several.get(Database).sessions() as giver, several.get(Database).sessions() as other:
        held = await giver.scalar(select(Posting).where(Posting.person_id == cast.people[LEAVER]))
        on = china_date(utc_now())
        assert await giver.scalar(fitting_posting(cast.people[LEAVER], SETTLERS, held, on=on))
        row = select(Person.id).where(Person.id == cast.people[LEAVER])
        assert (await other.scalars(row.with_for_update(skip_locked=True))).all() == []
