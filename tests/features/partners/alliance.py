"""A partner's way, over HTTP: applied, accepted, agreed."""

from datetime import date, timedelta
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.base.people.asking import ask
from tests.cast import HOME, Cast, place

STAFF, SHOP = "community_worker", "newcomer"


def day(offset: int) -> str:
    """A day so many days from today."""
    return (china_date(utc_now()) + timedelta(days=offset)).isoformat()


class Alliance:
    """Members of the cast around partners of 致强社区."""

    def __init__(self, client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
        self.client, self.cast, self.session = client, cast, session

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        if method == "POST":
            more["headers"] = {"Idempotency-Key": str(new_id())} | more.get("headers", {})
        return await ask(self.client, self.cast, who, method, path, **more)

    async def done(self, who: str, method: str, path: str, **more: Any) -> dict[str, Any]:
        """What came of what succeeds."""
        answer = await self.ask(who, method, path, **more)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def refused(self, who: str, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Status and code of what does not."""
        answer = await self.ask(who, method, path, **more)
        return answer.status_code, str(answer.json().get("code"))

    def draft(self, **changes: Any) -> dict[str, Any]:
        return {
            "community_id": str(self.cast.places[HOME]),
            "partner_kind": "group",
            "name": "东苑缝补组",
            "offers": "每周六下午义务缝补",
            "address": "东苑活动室",
            "contact_name": "戊居民",
            "contact_phone": "13700137000",
            **changes,
        }

    async def applied(self, who: str = SHOP, **changes: Any) -> str:
        made = await self.done(who, "POST", "/partners", json=self.draft(**changes))
        return str(made["id"])

    async def accepted(self, who: str = SHOP, **changes: Any) -> str:
        """Accepted, its words checked."""
        partner = await self.applied(who, **changes)
        yes = {"verdict": "accept"}
        await self.done(STAFF, "POST", f"/partners/{partner}/review", json=yes)
        await self.passed(partner)
        return partner

    async def passed(self, subject_id: str) -> None:
        """The check let its words pass."""
        passing = "UPDATE content_checks SET state = 'pass' WHERE subject_id = :id"
        await self.session.execute(text(passing), {"id": subject_id})
        await self.session.commit()

    async def terms(self, who: str = STAFF, at: str = HOME) -> str:
        body = {
            "place_id": str((await place(self.session, at)).id),
            "title": "合作条款",
            "text": "一、按时提供服务。",
        }
        made = await self.done(who, "POST", "/partner-terms", json=body)
        return str(made["id"])

    async def offered(self, partner: str, **changes: Any) -> str:
        terms = changes.pop("terms_id", None) or await self.terms()
        body = {
            "terms_id": terms,
            "fen_per_100_points": 1000,
            "settlement_period": "month",
            "starts_on": day(0),
            "ends_on": day(364),
            **changes,
        }
        made = await self.done(STAFF, "POST", f"/partners/{partner}/agreements", json=body)
        return str(made["id"])

    async def signed(self, partner: str, who: str = SHOP, **changes: Any) -> str:
        agreement = await self.offered(partner, **changes)
        await self.done(who, "POST", f"/partner-agreements/{agreement}/signature")
        return agreement

    async def age(self, agreement: str, starts_on: date, ends_on: date) -> None:
        """It was offered long ago, for these days."""
        moved = "UPDATE partner_agreements SET starts_on = :first, ends_on = :last WHERE id = :id"
        days = {"id": agreement, "first": starts_on, "last": ends_on}
        await self.session.execute(text(moved), days)
        await self.session.commit()

    async def active(self, who: str = SHOP, **changes: Any) -> str:
        """A partner that trades."""
        partner = await self.accepted(who, **changes)
        await self.signed(partner, who)
        return partner

    async def shown(self, at: str = HOME, who: str = "resident") -> list[dict[str, Any]]:
        """The alliance of a community, as everybody sees it."""
        path = f"/alliance/partners?community_id={self.cast.places[at]}"
        return list((await self.done(who, "GET", path))["items"])

    async def state(self, partner: str, who: str = STAFF) -> str:
        return str((await self.done(who, "GET", f"/partners/{partner}"))["state"])
