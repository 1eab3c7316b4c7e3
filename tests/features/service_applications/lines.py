"""Some drafts, applications and certificates for lists."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.service_applications.counter import CHIEF, WORKER, Counter

CERTIFICATE: dict[str, Any] = {
    "kind": "certificate",
    "title": "居住证明",
    "valid_days": None,
    "states": [],
}


async def handed_in(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """As many drafts of the resident's, applications that the office handles and is late with, and
    certificates; all filled in at the counter."""
    counter = Counter(client, cast, session)
    service = await counter.service(
        title="居住证明", materials=[], one_at_a_time=False, result=CERTIFICATE
    )
    for number in range(2 * lines):
        made = await _at_the_counter(counter, service)
        # A colleague decides what was filled in at the counter.
        by = CHIEF if number % 2 else WORKER
        await counter.stepped(made, "acceptance", {"note": None}, by)
        if number % 2:
            await counter.stepped(made, "grant", {"note": None, "certified": None}, by)
        else:
            await counter.drafted(service, materials=[])
            this = update(ServiceApplication).where(ServiceApplication.id == UUID(made["id"]))
            await session.execute(this.values(due_at=utc_now()))
    await session.commit()


async def _at_the_counter(counter: Counter, service: str) -> dict[str, str]:
    body = counter.content(service) | {
        "person_id": str(counter.cast.people["resident"]),
        "channel": "counter",
    }
    del body["organisation_id"]
    draft = await counter.got(WORKER, "PUT", f"/assisted-service-drafts/{new_id()}", body)
    path, said = f"/service-drafts/{draft['id']}/submission", {"signature_photo_id": None}
    made: dict[str, str] = await counter.got("resident", "POST", path, said, **{"If-Match": "*"})
    return made
