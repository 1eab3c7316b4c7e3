"""Asking why, over HTTP: of whoever sees both the person and the record."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.kit.ids import new_id
from tests.cast import Cast

API = "/api/v1"
ASKERS = ("district_administrator", "subdistrict_administrator", "city_administrator", "auditor")


class Asking:
    """Administrators of the cast who ask why."""

    def __init__(self, client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
        self.client, self.cast, self.session = client, cast, session

    async def another_office(self, who: str, like: str) -> tuple[str, str]:
        """Somebody's posting, and one more that is a copy of a colleague's."""
        of = Posting.person_id
        own = await self.session.scalars(select(Posting.id).where(of == self.cast.people[who]))
        theirs = select(Posting).where(of == self.cast.people[like])
        held = (await self.session.scalars(theirs)).one()
        columns = {c.name: getattr(held, c.name) for c in Posting.__table__.columns}
        columns |= {"id": new_id(), "person_id": self.cast.people[who], "duty": "deputy"}
        other = Posting(**columns)
        self.session.add(other)
        first = str(own.one())
        await self.session.commit()
        return first, str(other.id)

    async def ask(
        self, asker: str, who: str, operation: str, posting_id: str | None = None, **parameters: str
    ) -> Response:
        """The raw answer to one asker."""
        body = {
            "posting_id": posting_id,
            "person_id": str(self.cast.people[who]),
            "operation": operation,
            "parameters": parameters,
        }
        headers = await self.cast.headers(asker)
        return await self.client.post(f"{API}/access/explanations", json=body, headers=headers)

    async def told(self, who: str, operation: str, **parameters: str) -> dict[str, Any]:
        """What the first one is told who sees what is asked about."""
        for asker in ASKERS:
            answer = await self.ask(asker, who, operation, **parameters)
            if answer.status_code == 200:
                found: dict[str, Any] = answer.json()
                return found
            assert answer.status_code == 404, answer.text
        raise AssertionError(f"nobody sees what {operation} is asked about")

    async def failed(self, who: str, operation: str, **parameters: str) -> dict[str, str]:
        """The checks that failed, with their details."""
        told = await self.told(who, operation, **parameters)
        return {one["check"]: one["detail"] for one in told["checks"] if not one["passed"]}
