"""My account: sessions, number, and making one of two."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people import merging, queries, service, sessions
from shequ_api.base.people.account_models import PersonMerge
from shequ_api.base.people.account_schemas import (
    CounterMerge,
    LoginSessionView,
    MergeCodeView,
    MergeRequest,
    MergeView,
    PastMerge,
)
from shequ_api.base.people.appointments import NotForYourself
from shequ_api.base.people.models import LoginSession, Person
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.posting_router import TheBook, TheRegistry
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["people"])
Counter = Annotated[Actor, Depends(may(PeoplePermission.MERGE))]


@router.get("/me/sessions")
async def list_my_sessions(
    actor: AnyActor, session: Session, paging: ThePaging, now: Now
) -> Page[LoginSessionView]:
    """我的登录: Where I am signed in, newest first."""
    lines = select(
        LoginSession.id,
        LoginSession.started_at,
        LoginSession.rotated_at.label("last_used_at"),
        LoginSession.expires_at,
    ).where(
        LoginSession.person_id == actor.person_id,
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > now,
    )
    order = [LoginSession.started_at, LoginSession.id]
    rows, cursor = await page_of(session, lines, order, paging)
    items = [LoginSessionView(**row, current=row["id"] == actor.session_id) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_my_session(session_id: UUID, actor: AnyActor, session: Session, now: Now) -> None:
    """退出一处登录: End a sign-in of mine, on a lost phone say; refused from its next request."""
    login = await session.get(LoginSession, session_id, with_for_update=True)
    if login is None or login.person_id != actor.person_id or login.revoked_at is not None:
        raise Absent
    sessions.revoke(login, "ended", now=now)


@router.delete("/me/phone", status_code=204)
async def unbind_my_phone(actor: AnyActor, session: Session, book: TheBook, now: Now) -> None:
    """解绑手机号: Take my number off; refused while I hold an office."""
    person = await session.get_one(Person, actor.person_id)
    await service.unbind_phone(session, book, person, now=now)


@router.post("/me/merge-codes", status_code=201)
@unkeyed
async def issue_merge_code(actor: AnyActor, session: Session, now: Now) -> MergeCodeView:
    """获取合并码: In the account that is to be given up: a code for five minutes, good once. It
    makes the last one void."""
    code = await merging.issue_code(session, actor.person_id, now=now)
    return MergeCodeView(code=merging.spaced(code), expires_at=now + merging.LIFETIME)


@router.post("/me/merges", status_code=201)
async def merge_my_accounts(
    request: MergeRequest,
    actor: AnyActor,
    exchange: TheExchange,
    registry: TheRegistry,
    book: TheBook,
    now: Now,
) -> MergeView:
    """合并我的账号: In the account that is kept: what the other one has becomes mine. A dry run
    tells what would come of it, and leaves the code good."""
    if request.dry_run:
        exchange.discard()
    merged_id = await merging.redeem_code(exchange.session, request.code, now=now)
    told = await merging.merge_accounts(
        exchange.session,
        registry,
        book,
        kept_id=actor.person_id,
        merged_id=merged_id,
        by_id=actor.person_id,
        now=now,
    )
    return MergeView(
        kept_id=actor.person_id, merged_id=merged_id, dry_run=request.dry_run, told=told
    )


@router.get("/me/merges")
async def list_my_merges(actor: AnyActor, session: Session, paging: ThePaging) -> Page[PastMerge]:
    """并入我账号的记录: What became part of my account: other accounts of mine, and what staff had
    entered about me; newest first."""
    order = [PersonMerge.merged_at, PersonMerge.id]
    rows, cursor = await page_of(session, queries.merges_into(actor.person_id), order, paging)
    return Page(items=[PastMerge(**row) for row in rows], next_cursor=cursor)


@router.post("/person-merges", status_code=201)
async def merge_at_counter(
    request: CounterMerge,
    actor: Counter,
    exchange: TheExchange,
    registry: TheRegistry,
    book: TheBook,
    now: Now,
) -> MergeView:
    """窗口合并账号: For somebody at the counter, who shows a code of each of their accounts."""
    if request.dry_run:
        exchange.discard()
    kept_id = await merging.redeem_code(exchange.session, request.kept_code, now=now)
    merged_id = await merging.redeem_code(exchange.session, request.merged_code, now=now)
    if actor.person_id in (kept_id, merged_id):
        raise NotForYourself
    told = await merging.merge_accounts(
        exchange.session,
        registry,
        book,
        kept_id=kept_id,
        merged_id=merged_id,
        by_id=actor.person_id,
        now=now,
    )
    return MergeView(kept_id=kept_id, merged_id=merged_id, dry_run=request.dry_run, told=told)
