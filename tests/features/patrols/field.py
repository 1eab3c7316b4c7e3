"""What workers send from the field, and what they find there."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

API = "/api/v1"
FORM = "household_safety"
DWELLING = f"{HOME}-c1-b1-u1-d101"
MORNING = "2026-11-20T09:30:00.000+08:00"

NOBODY: dict[str, Any] = {"visit_result": "nobody_home", "return_on": "2026-11-28"}
SOUND: dict[str, Any] = {"visit_result": "entered", "gas_kind": "no_gas", "wiring": ["good"]}
OLD_HOSE: dict[str, Any] = {
    "visit_result": "entered",
    "gas_kind": "natural_gas",
    "gas_smell": False,
    "hose_material": "rubber",
    "rubber_hose_months": 30,
    "hose_condition": ["cracked", "ageing"],
    "gas_alarm": "missing",
    "wiring": ["good"],
}
PRESSURE: dict[str, Any] = {
    "person_label": "户主的母亲",
    "measurement_consent": True,
    "systolic_mmhg": 186,
    "diastolic_mmhg": 84,
}


def position(**more: Any) -> dict[str, Any]:
    return {
        "longitude": 104.1279,
        "latitude": 30.7021,
        "coordinate_system": "WGS-84",
        "accuracy_metres": 15.0,
        **more,
    }


class Field:
    """Members of the cast at work, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast
        self._tokens: dict[str, dict[str, str]] = {}

    async def ask(
        self,
        who: str,
        method: str,
        path: str,
        *,
        dress: dict[str, str] | None = None,
        **more: Any,
    ) -> Response:
        """`dress`: more headers."""
        if who not in self._tokens:
            self._tokens[who] = await self.cast.headers(who)
        dressed = {**self._tokens[who], **(dress or {})}
        return await self.client.request(method, API + path, headers=dressed, **more)

    async def got(self, who: str, path: str, **query: Any) -> Any:
        answer = await self.ask(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def check_in_body(self, **changes: Any) -> dict[str, Any]:
        grid_id = str(self.cast.places[f"{HOME}-m01"])
        return {"grid_id": grid_id, "position": position(), "device_at": MORNING, **changes}

    async def check_in(
        self, body: dict[str, Any], who: str = "micro_grid_worker", check_in_id: UUID | None = None
    ) -> Response:
        return await self.ask(who, "PUT", f"/check-ins/{check_in_id or new_id()}", json=body)

    async def version_id(self) -> str:
        return str((await self.got("micro_grid_worker", f"/inspection-forms/{FORM}"))["version_id"])

    async def body(self, answers: dict[str, Any] = SOUND, **changes: Any) -> dict[str, Any]:
        return {
            "form_version_id": await self.version_id(),
            "place_id": str(self.cast.places[DWELLING]),
            "answers": answers,
            "filled_at": MORNING,
            **changes,
        }

    async def send(
        self,
        body: dict[str, Any],
        inspection_id: UUID | None = None,
        who: str = "micro_grid_worker",
    ) -> Response:
        return await self.ask(who, "PUT", f"/inspections/{inspection_id or new_id()}", json=body)

    async def inspected(
        self, answers: dict[str, Any] = SOUND, who: str = "micro_grid_worker", **changes: Any
    ) -> dict[str, Any]:
        """The receipt of a fresh inspection."""
        answer = await self.send(await self.body(answers, **changes), who=who)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def review(
        self, inspection_id: str, who: str = "general_grid_worker", **word: Any
    ) -> Response:
        word = word or {"decision": "approved"}
        return await self.ask(who, "PUT", f"/inspections/{inspection_id}/review", json=word)


async def photo_of(session: AsyncSession, owner_id: UUID) -> str:
    """A photo that somebody handed in before, by its id."""
    photo = File(
        id=new_id(),
        owner_id=owner_id,
        original_sha256=new_id().hex,
        sha256=new_id().hex,
        media_type="image/jpeg",
        size_bytes=1000,
        width=40,
        height=30,
        received_at=utc_now(),
    )
    session.add(photo)
    await session.commit()
    return str(photo.id)
