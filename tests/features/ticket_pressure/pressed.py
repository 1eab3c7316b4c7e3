"""What comes of pressure, for those who test it."""

from datetime import timedelta

from httpx import AsyncClient

from shequ_api.base.calendar.hours import OpenTime
from shequ_api.base.calendar.queries import special_days
from shequ_api.base.events.worker import Worker
from shequ_api.features.ticket_handling.times import WORKDAYS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.cast import Cast

RULE = {
    "return_workdays": 1,
    "urge_hours": 24,
    "answer_hours": 24,
    "silence_hours": 48,
    "supervision_workdays": 3,
    "appeal_days": 7,
    "appeal_workdays": 5,
}


async def after(parts: Parts, *, days: int = 0, hours: int = 0) -> None:
    """The clocks and jobs of a time to come: so many days, and hours of workdays, from now."""
    async with parts.get(Database).sessions() as session:
        working = OpenTime(WORKDAYS, await special_days(session))
    then = utc_now() + timedelta(days=days)
    await parts.get(Worker).drain(working.due_at(then, timedelta(hours=hours)))


async def kinds(client: AsyncClient, cast: Cast, who: str) -> set[str]:
    """What somebody is told of that is not over."""
    told = (await ask(client, cast, who, "GET", "/me/messages?limit=100")).json()["items"]
    return {each["kind"] for each in told if not each["done_at"]}


async def silent_after_two_days(client: AsyncClient, cast: Cast) -> None:
    """The district takes tickets from whoever is silent for so long."""
    path = f"/places/{cast.places['510108000000']}/ticket-rule"
    before = await ask(client, cast, "resident", "GET", path)
    assert (before.json()["silence_hours"], before.json()["version"]) == (None, 0)
    match = {"If-Match": before.headers["etag"]}
    who = "district_administrator"
    put = await ask(client, cast, who, "PUT", path, json=RULE, headers=match)
    assert (put.status_code, put.json()["version"]) == (200, 1), put.text
