"""Inspections that tell, and a register that listens."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.patrols.field import API, Field
from tests.features.register.conftest import HOUSE, Doorstep

WORKER, REVIEWER = "micro_grid_worker", "general_grid_worker"
GAS: dict[str, Any] = {
    "visit_result": "entered",
    "gas_kind": "natural_gas",
    "gas_smell": False,
    "hose_material": "stainless_steel",
    "hose_condition": ["good"],
    "gas_alarm": "working",
    "wiring": ["good"],
}
NO_GAS: dict[str, Any] = {"visit_result": "entered", "gas_kind": "no_gas", "wiring": ["good"]}
BOTTLED = GAS | {"gas_kind": "bottled_gas"}


class Listening:
    """A worker's forms and a register, over HTTP, with the jobs between them."""

    def __init__(
        self, client: AsyncClient, cast: Cast, work: Callable[[], Awaitable[int]] | None
    ) -> None:
        self.field = Field(client, cast)
        self.door = Doorstep(client, cast)
        self.cast = cast
        self._work = work

    async def heard(self) -> None:
        assert self._work is not None
        await self._work()

    async def version(self, key: str = "household_safety") -> str:
        found = await self.field.got(WORKER, f"/inspection-forms/{key}")
        return str(found["version_id"])

    async def inspect(
        self,
        answers: dict[str, Any],
        *,
        form: str = "household_safety",
        place: str = HOUSE,
        who: str = WORKER,
        **more: Any,
    ) -> str:
        """The id of an inspection that was heard of."""
        body = {
            "form_version_id": await self.version(form),
            "place_id": self.door.place(place),
            "answers": answers,
        }
        receipt = await self.field.inspected(who=who, **(body | more))
        if self._work is not None:
            await self.heard()
        return str(receipt["id"])

    async def visit(self, entry: str, *, form: str = "home_visit", **more: Any) -> str:
        """A home visit that says something of one resident."""
        about = {key: more.pop(key) for key in tuple(more) if key in ABOUT}
        row = {"resident": entry, **about}
        return await self.inspect(
            {"visit_result": "entered", "residents": [row]}, form=form, **more
        )

    async def review(self, inspection: str, who: str = REVIEWER, **word: Any) -> None:
        answer = await self.field.review(inspection, who, **word)
        assert answer.status_code == 200, answer.text
        await self.heard()

    async def review_withdrawn(self, inspection: str) -> None:
        path = f"/inspections/{inspection}/approval-withdrawal"
        answer = await self.field.ask(REVIEWER, "PUT", path, json={"reason": "填错了"})
        assert answer.status_code == 200, answer.text
        await self.heard()

    async def facts(self, who: str = WORKER, place: str = HOUSE) -> dict[str, Any]:
        """Key → what is said, of a dwelling itself."""
        view = await self.door.got(who, f"/register/dwellings/{self.door.place(place)}")
        return {fact["key"]: fact["value"] for fact in view["facts"] if not fact["entry_id"]}

    async def fact(self, key: str, who: str = WORKER) -> dict[str, Any] | None:
        view = await self.door.got(who, f"/register/dwellings/{self.door.place(HOUSE)}")
        return next((fact for fact in view["facts"] if fact["key"] == key), None)

    async def person(self, entry: str) -> dict[str, Any]:
        view = await self.door.got(WORKER, f"/register/dwellings/{self.door.place(HOUSE)}")
        found: dict[str, Any] = next(one for one in view["people"] if one["id"] == entry)
        return found

    async def phone(self, entry: str) -> str:
        why = {"fields": ["phone"], "purpose": "visit", "reason": "核对"}
        shown = await self.door.did(WORKER, "POST", f"/register/people/{entry}/reveals", **why)
        return str(shown["values"]["phone"])

    async def conflicts(self, who: str = REVIEWER, **query: Any) -> list[dict[str, Any]]:
        found = await self.door.got(who, "/register/conflicts", **query)
        items: list[dict[str, Any]] = found["items"]
        return items

    async def prefill(
        self, form: str = "household_safety", place: str = HOUSE, who: str = WORKER
    ) -> dict[str, Any]:
        version = await self.version(form)
        path = f"/inspection-form-versions/{version}/prefills/{self.door.place(place)}"
        found: dict[str, Any] = await self.door.got(who, path)
        return found

    async def loaded(self, form: str = "household_safety") -> list[str]:
        """All versions that a phone has by a prefill."""
        found = await self.prefill(form)
        return [field["known"]["base_version"] for field in found["fields"]]

    async def put(self, key: str, value: Any, who: str = WORKER, **more: Any) -> None:
        path = f"/register/dwellings/{self.door.place(HOUSE)}/facts/{key}"
        await self.door.did(who, "PUT", path, value=value, **more)


ABOUT = {"phone", "belonging", "lives_alone", "emergency_contact", "mobility_need"}


@pytest.fixture
def listening(client: AsyncClient, cast: Cast, work: Callable[[], Awaitable[int]]) -> Listening:
    return Listening(client, cast, work)


__all__ = ["API", "Listening"]
