"""A month of the cast's community, with tasks that were done and not."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.roles import Role
from shequ_api.base.events.models import Job
from shequ_api.base.people.models import Posting
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.patrol_plans.models import PatrolEdition, PatrolPoint
from shequ_api.features.patrol_plans.rules import window_on
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.performance_closing.models import PerformanceDispute
from shequ_api.features.performance_inputs.models import PerformanceMonth, PerformanceReview
from shequ_api.features.performance_reviews.service.months import (
    REFRESH,
    RefreshDue,
    ask_for_refresh,
    open_months,
    refresh,
    refresh_due,
)
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.features.performance_schemes.service import publish_scheme
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.patrol_plans.planned import Plans

THIS = china_date(utc_now()).replace(day=1)
LAST = (THIS - timedelta(days=1)).replace(day=1)
"""The month before this one: over, and in a partition that is there."""
WORKER, NEXT = "micro_grid_worker", "next_micro_worker"


def rate(measure: str = "patrol_tasks_done", **more: Any) -> dict[str, Any]:
    """An indicator that weighs everything."""
    return {"measure": measure, "weight": 100, "target": 100, **more}


def night(day: date) -> datetime:
    """Two in the morning of a day."""
    return china_midnight(day) + timedelta(hours=2)


def in_month(n: int) -> date:
    return LAST + timedelta(days=n - 1)


class Months(Plans):
    """Plans, and what becomes of them in a month."""

    def __init__(self, client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
        super().__init__(client, cast)
        self.session = session

    async def scheme(
        self,
        *indicators: dict[str, Any],
        who: str = "community_worker",
        from_month: date = LAST,
        **more: Any,
    ) -> str:
        """A scheme that was published before its first month."""
        body = {"title": "月度考核", "indicators": list(indicators or [rate()]), **more}
        answer = await self.ask(who, "POST", "/performance-schemes", json=body)
        assert answer.status_code == 201, answer.text
        scheme = await self.session.get_one(PerformanceScheme, UUID(answer.json()["id"]))
        before = china_midnight(from_month) - timedelta(days=9)
        actor = self.actor(who)
        await publish_scheme(self.session, actor, scheme, valid_from=from_month, now=before)
        await self.session.commit()
        return str(scheme.id)

    def actor(self, who: str) -> Actor:
        scope = Scope("community_id", self.cast.places[HOME])
        acting = ActingPosting(new_id(), Role.COMMUNITY_WORKER, scope, None)
        return Actor(self.cast.people[who], new_id(), new_id(), [], acting, frozenset())

    async def points(self, *codes: str) -> list[PatrolPoint]:
        """Stops of a plan that never ran, for tasks of a month that is over."""
        plan = await self.drawn(*codes)
        routes = [stop["id"] for route in plan["routes"] for stop in route["points"]]
        found = select(PatrolPoint).where(PatrolPoint.id.in_(routes))
        return list(await self.session.scalars(found.order_by(PatrolPoint.position)))

    async def task(
        self, point: PatrolPoint, day: date, state: str, *, by: str | None = WORKER, **more: Any
    ) -> PatrolTask:
        place = await self.session.get_one(Place, point.place_id)
        window = window_on(day, 8 * 60, 18 * 60)
        over = state != "ready"
        task = PatrolTask(
            id=new_id(),
            **located_at(place) | more,
            plan_id=(await self.plan_of(point)),
            edition_id=point.edition_id,
            point_id=point.id,
            title="楼栋巡查",
            route_name="东线",
            position=0,
            due_on=day,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            state=state,
            closed_at=window.closes_at if over else None,
            closed_by_id=self.cast.people[by] if by and state == "completed" else None,
        )
        self.session.add(task)
        await self.session.flush()
        return task

    async def plan_of(self, point: PatrolPoint) -> UUID:
        edition = await self.session.get_one(PatrolEdition, point.edition_id)
        return edition.plan_id

    async def tasks_of(
        self, code: str, states: Sequence[str], *, first: int = 1
    ) -> list[PatrolTask]:
        """One task a day at a place from a day of the month on, with these ends."""
        [point] = await self.points(code)
        return [
            await self.task(point, in_month(first + n), state) for n, state in enumerate(states)
        ]

    async def nightly(self, day: date = THIS, month: date = LAST) -> PerformanceMonth:
        """What the clock and its job do in the night before a day."""
        await open_months(self.session, night(day))
        found = select(PerformanceMonth).where(
            PerformanceMonth.community_id == self.cast.places[HOME], PerformanceMonth.month == month
        )
        kept = (await self.session.scalars(found)).one()
        await refresh(self.session, kept, now=night(day))
        await self.session.commit()
        return kept

    async def review_of(self, who: str = WORKER) -> PerformanceReview:
        mine = select(PerformanceReview).where(PerformanceReview.person_id == self.cast.people[who])
        found = await self.session.scalars(mine.execution_options(populate_existing=True))
        return found.one()

    async def seen(self, who: str = WORKER, by: str | None = None) -> dict[str, Any]:
        """A performance review as its worker, or somebody else, reads it."""
        review = await self.review_of(who)
        return dict(await self.got(by or who, f"/performance-reviews/{review.id}"))

    async def rows(self, who: str = WORKER, measure: str = "patrol_tasks_done") -> list[Any]:
        review = await self.review_of(who)
        path = f"/performance-reviews/{review.id}/rows"
        return list((await self.got(who, path, measure=measure, limit=100))["items"])

    async def end_on(self, who: str, day: date) -> Posting:
        """A member's only posting has a last day: the one before."""
        held = select(Posting).where(Posting.person_id == self.cast.people[who])
        posting = (await self.session.scalars(held)).one()
        posting.ends_on = day
        await self.session.commit()
        return posting

    async def until(self, days: int) -> None:
        """Workers may dispute for so many days more. What was said until now, was said in time."""
        until = china_date(utc_now()) + timedelta(days=days)
        said = update(PerformanceDispute).values(
            raised_at=PerformanceDispute.raised_at - timedelta(days=9)
        )
        if days < 0:
            await self.session.execute(said)
        shown = update(PerformanceMonth).where(PerformanceMonth.month == LAST)
        await self.session.execute(shown.values(dispute_until=until))
        await self.session.commit()
        self.session.expire_all()

    async def also_serves(self, who: str, worker: str) -> None:
        """Somebody turns out to be whom a worker's month is about."""
        theirs = update(PerformanceReview).where(
            PerformanceReview.person_id == self.cast.people[worker]
        )
        await self.session.execute(theirs.values(person_id=self.cast.people[who]))
        await self.session.commit()

    async def refresh_all(self, day: date) -> None:
        """The clock, and the jobs that it asks for."""
        await ask_for_refresh(self.session, night(day))
        jobs = select(Job).where(Job.name == REFRESH)
        for job in list(await self.session.scalars(jobs)):
            await refresh_due(self.session, RefreshDue.model_validate(job.facts), night(day))
            await self.session.delete(job)
        await self.session.commit()
