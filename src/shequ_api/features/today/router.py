"""The list of the day over HTTP: whole, for a phone that loses its signal; or what is new."""

from typing import Annotated, Any

from fastapi import Depends, Header, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor
from shequ_api.base.day_work import DayWork, day_of
from shequ_api.base.registry import Registry
from shequ_api.features.today.queries import lines_of
from shequ_api.features.today.rules import digest_of
from shequ_api.features.today.schemas import (
    TodayChanges,
    TodayGroup,
    TodayKnown,
    TodayStop,
    TodayView,
)
from shequ_api.features.today.showing import group_of, most_urgent, stops_of
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.wording import header_refs

router = Router(tags=["today"])
TheRegistry = Annotated[Registry, Depends(part(Registry))]
Known = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=1000, description="ETag of what is already here"),
]
UNCHANGED: dict[int | str, dict[str, Any]] = {
    200: {"headers": header_refs("ETag")},
    304: {"description": "Nothing has changed since", "headers": header_refs("ETag")},
}


@router.get("/today", response_model=TodayView, responses=UNCHANGED)
async def get_today(
    actor: AnyActor,
    session: Session,
    registry: TheRegistry,
    response: Response,
    now: Now,
    known: Known = None,
) -> TodayView | Response:
    """今日工作: All that I have to do today, of every kind, by urgency and then in the order of
    walking. With `If-None-Match`, 304 while nothing has changed."""
    groups, stops = await _today(session, actor, registry, now)
    whole = [group.model_dump(mode="json") for group in groups]
    acting = actor.acting.id if actor.acting else None
    tag = f'"{digest_of([str(actor.person_id), str(acting), whole])[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    held = {name.strip().removeprefix("W/") for name in (known or "").split(",")}
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return TodayView(as_of=now, acting_posting_id=acting, groups=groups, stops=stops)


@router.post("/today/changes")
@unkeyed
async def read_today_changes(
    body: TodayKnown, actor: AnyActor, session: Session, registry: TheRegistry, now: Now
) -> TodayChanges:
    """今日工作的变化: Of today's work what the phone lacks, and what of its own is over.

    Send the marks of all lines that are there; drop those that come back as `gone`.
    """
    groups, _ = await _today(session, actor, registry, now)
    has = set(body.marks)
    current = {line.mark for group in groups for line in group.lines}
    for group in groups:
        group.lines = [line for line in group.lines if line.mark not in has]
    return TodayChanges(as_of=now, groups=groups, gone=sorted(has - current))


async def _today(
    session: AsyncSession, actor: Actor, registry: Registry, now: Now
) -> tuple[list[TodayGroup], list[TodayStop]]:
    day = day_of(now)
    kinds: list[DayWork] = [kind for kind in registry.day_work if actor.may(kind.permission)]
    read = await lines_of(session, actor, kinds, day)
    groups = [group_of(kind, read[kind.key], day) for kind in kinds if kind.key in read]
    groups.sort(key=most_urgent)
    return groups, stops_of(kinds, read, groups)
