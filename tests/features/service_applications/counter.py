"""An office that handles applications, and people who apply, over HTTP."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.patrols.field import photo_of
from tests.features.services.hall import Hall

API = "/api/v1"
FORM: dict[str, Any] = {
    "title": "高龄津贴申请表",
    "sections": [
        {
            "key": "account",
            "label": "收款",
            "fields": [
                {"kind": "text", "key": "bank", "label": "开户银行", "required": True},
                {"kind": "integer", "key": "children", "label": "子女数", "maximum": 20},
            ],
        }
    ],
}
ID_CARD: dict[str, Any] = {
    "key": "id_card",
    "title": "身份证照片",
    "note": None,
    "required": True,
    "most_files": 2,
    "told_by": None,
    "reuse_days": 365,
}
HOUSEHOLD: dict[str, Any] = {
    **ID_CARD,
    "key": "home",
    "title": "居住证明",
    "told_by": "lives_here",
    "reuse_days": None,
}
SERVICE: dict[str, Any] = {
    "eligibility": [],
    "materials": [ID_CARD, HOUSEHOLD],
    "form": FORM,
    "channels": ["online", "door", "counter"],
    "applicants": ["person", "organisation"],
    "identity_level": 1,
    "result": {"kind": "notice", "title": "办理结果", "valid_days": None, "states": []},
}
CHIEF, WORKER = "grid_chief", "community_worker"


class Counter:
    """Members of the cast around services of 致强社区."""

    def __init__(self, client: AsyncClient, cast: Cast, session: AsyncSession | None) -> None:
        self.client, self.cast, self.session = client, cast, session
        self.hall = Hall(client, cast)

    @property
    def home(self) -> str:
        """Where the resident lives."""
        return str(self.cast.places[f"{HOME}-c1-b1-u1-d101"])

    async def ask(
        self, who: str, method: str, path: str, body: Any = None, **headers: str
    ) -> Response:
        dress = await self.cast.headers(who)
        if method == "POST":
            dress |= {"Idempotency-Key": str(new_id())}
        return await self.client.request(
            method, API + path, json=body, headers={**dress, **headers}
        )

    async def got(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = await self.ask(who, method, path, body, **headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(
        self, who: str, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, str]:
        answer = await self.ask(who, method, path, body, **headers)
        return answer.status_code, str(answer.json().get("code"))

    async def photo(self, who: str = "resident") -> str:
        """A photo that somebody handed in."""
        assert self.session is not None
        return await photo_of(self.session, self.cast.people[who])

    async def service(self, by: str = CHIEF, **words: Any) -> str:
        """A service that is offered by somebody's office."""
        made = await self.hall.published(by=by, **{**SERVICE, **words})
        return str(made["id"])

    def content(self, service_id: str, **more: Any) -> dict[str, Any]:
        """What a draft says."""
        return {
            "service_id": service_id,
            "edition": 1,
            "place_id": self.home,
            "organisation_id": None,
            "answers": {"bank": "成都银行"},
            "materials": [],
            **more,
        }

    async def drafted(self, service_id: str, who: str = "resident", **more: Any) -> dict[str, Any]:
        """A draft with all that is asked for."""
        if "materials" not in more:
            more["materials"] = [{"key": "id_card", "photo_ids": [await self.photo(who)]}]
        path = f"/service-drafts/{new_id()}"
        saved: dict[str, Any] = await self.got(who, "PUT", path, self.content(service_id, **more))
        return saved

    async def submit(
        self, draft_id: str | UUID, who: str = "resident", photo_id: str | None = None
    ) -> Response:
        path = f"/service-drafts/{draft_id}/submission"
        return await self.ask(who, "POST", path, {"signature_photo_id": photo_id})

    async def applied(self, service_id: str, who: str = "resident", **more: Any) -> dict[str, Any]:
        """An application that was handed in."""
        draft = await self.drafted(service_id, who, **more)
        answer = await self.submit(draft["id"], who)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def step(
        self, application: dict[str, Any], name: str, body: Any, who: str = WORKER
    ) -> Response:
        return await self.ask(
            who, "POST", f"/service-applications/{application['id']}/{name}", body
        )

    async def stepped(
        self, application: dict[str, Any], name: str, body: Any, who: str = WORKER
    ) -> dict[str, Any]:
        answer = await self.step(application, name, body, who)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def accepted(self, service_id: str, who: str = "resident") -> dict[str, Any]:
        made = await self.applied(service_id, who)
        return await self.stepped(made, "acceptance", {"note": None})

    async def mine(self, application: dict[str, Any], who: str = "resident") -> dict[str, Any]:
        path = f"/me/service-applications/{application['id']}"
        shown: dict[str, Any] = await self.got(who, "GET", path)
        return shown
