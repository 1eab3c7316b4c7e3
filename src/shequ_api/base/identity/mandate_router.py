"""Acting on behalf (代办): who may act for whom."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import Role
from shequ_api.base.files.service import own_photos
from shequ_api.base.identity import mandates, queries
from shequ_api.base.identity.mandate_schemas import (
    MandateDraft,
    MandateRecord,
    MandateSide,
    MandateUseView,
    MandateView,
)
from shequ_api.base.identity.models import Mandate, MandateUse
from shequ_api.base.identity.permissions import IdentityPermission
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook, holder_of
from shequ_api.base.registry import Registry
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.queries import belongs_in_scope, lives_in_scope_now
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.operations import operations_of
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.masking import mask_name
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.short_codes import ShortCodes

router = Router(tags=["identity"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheCodes = Annotated[ShortCodes, Depends(part(ShortCodes))]
TheRegistry = Annotated[Registry, Depends(part(Registry))]
Giver = Annotated[Actor, Depends(may(IdentityPermission.GIVE_MANDATE))]
Recorder = Annotated[Actor, Depends(may(IdentityPermission.RECORD_MANDATE))]


def grantable_rights(request: Request, registry: TheRegistry) -> frozenset[str]:
    """Rights of every resident that a route lets one use for another: others would do nothing."""
    operations = operations_of(request.app)
    return frozenset(
        permission
        for permission in registry.roles.permissions_of(Role.RESIDENT)
        if any(operation.on_behalf for operation in operations.needing(permission))
    )


Grantable = Annotated[frozenset[str], Depends(grantable_rights)]


class AgentNotFound(Absent):
    code, title = "agent_not_found", "没有绑定该手机号的人，请对方先登录并绑定手机号"


async def my_mandate(mandate_id: UUID, actor: AnyActor, session: Session) -> Mandate:
    """A mandate that the actor gave or holds."""
    mine = Mandate.id == mandate_id, queries.is_party(actor.person_id)
    mandate = await session.scalar(select(Mandate).where(*mine))
    if mandate is None:
        raise Absent
    return mandate


async def mandate_in_scope(mandate_id: UUID, actor: AnyActor, session: Session) -> Mandate:
    """A mandate whose principal belongs to a dwelling in the actor's scope."""
    mandate = await session.get(Mandate, mandate_id)
    here = in_scope(actor, Residency)
    if mandate is None or not await session.scalar(belongs_in_scope(mandate.principal_id, here)):
        raise Absent
    return mandate


MyMandate = Annotated[Mandate, Depends(my_mandate)]
TheMandate = Annotated[Mandate, Depends(mandate_in_scope)]


def mandate_view(row: Mapping[Any, Any], actor: Actor) -> MandateView:
    """A mandate as one reader may see it."""
    name = row["agent_name"]
    known = row["agent_id"] == actor.person_id or name is None
    return MandateView(**{**row, "agent_name": name if known else mask_name(name)})


async def _one(session: AsyncSession, mandate: Mandate, actor: Actor) -> MandateView:
    await session.flush()
    lines = await session.execute(queries.mandate_lines(Mandate.id == mandate.id))
    return mandate_view(lines.mappings().one(), actor)


async def _holder(
    session: AsyncSession, actor: Actor, book: PhoneBook, codes: ShortCodes, phone: str
) -> Person:
    """Whose number this is. Misses are counted: nobody learns which numbers are known here."""
    person = await session.scalar(holder_of(book, phone).where(Person.disabled_at.is_(None)))
    if person is None:
        codes.wrong("mandates", actor.person_id)
        raise AgentNotFound
    return person


@router.post("/me/mandates", status_code=201, responses={404: {}})
async def give_mandate(
    draft: MandateDraft,
    actor: Giver,
    session: Session,
    book: TheBook,
    codes: TheCodes,
    grantable: Grantable,
    now: Now,
) -> MandateView:
    """授权他人代办: Let the person with this phone do some things for me, for a year at most."""
    mandate = await mandates.give_mandate(
        session,
        actor,
        await _holder(session, actor, book, codes, draft.agent_phone),
        mandates.Terms(draft.permissions, draft.starts_on, draft.ends_on, draft.note),
        grantable=grantable,
        now=now,
    )
    return await _one(session, mandate, actor)


@router.get("/me/mandates")
async def list_my_mandates(
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    *,
    side: Annotated[
        MandateSide, Query(description="Those that I gave, or those that I hold")
    ] = MandateSide.GIVEN,
) -> Page[MandateView]:
    """我的代办授权: The mandates that I gave or that I hold, over or not, and how often each was
    used; newest first."""
    column = Mandate.principal_id if side == MandateSide.GIVEN else Mandate.agent_id
    lines = queries.mandate_lines(column == actor.person_id)
    rows, cursor = await page_of(session, lines, [Mandate.made_at, Mandate.id], paging)
    return Page(items=[mandate_view(row, actor) for row in rows], next_cursor=cursor)


@router.get("/me/mandates/{mandate_id}/uses")
async def list_mandate_uses(
    mandate: MyMandate, _: AnyActor, session: Session, paging: ThePaging
) -> Page[MandateUseView]:
    """代办记录: What was done in the principal's name by a mandate of mine; newest first."""
    order = [MandateUse.used_at, MandateUse.id]
    rows, cursor = await page_of(session, queries.use_lines(mandate.id), order, paging)
    return Page(items=[MandateUseView(**row) for row in rows], next_cursor=cursor)


@router.put("/me/mandates/{mandate_id}/revocation")
async def revoke_my_mandate(
    mandate: MyMandate, actor: AnyActor, session: Session, now: Now
) -> MandateView:
    """撤销代办授权: Take back a mandate that I gave, or lay down one that I hold; acts at once."""
    await mandates.revoke_mandate(session, actor, mandate, now=now)
    return await _one(session, mandate, actor)


@router.post("/mandates", status_code=201)
async def record_mandate(
    record: MandateRecord,
    actor: Recorder,
    session: Session,
    book: TheBook,
    codes: TheCodes,
    grantable: Grantable,
    now: Now,
) -> MandateView:
    """代录代办授权: Write down the mandate of somebody who was entered by staff, has no account and
    is verified to live in my scope, with the evidence: a photo of the signed paper, or what was
    said in person. Who has an account gives it in the app."""
    principal = await session.get(Person, record.principal_id)
    here = lives_in_scope_now(record.principal_id, in_scope(actor, Residency), china_date(now))
    if principal is None or not await session.scalar(here):
        raise Absent
    photos = await own_photos(
        session, actor.person_id, [record.photo_id] if record.photo_id else []
    )
    agent = (
        await _holder(session, actor, book, codes, record.agent_phone)
        if record.agent_phone
        else await session.get_one(Person, actor.person_id)
    )
    mandate = await mandates.record_mandate(
        session,
        actor,
        principal,
        agent,
        mandates.Terms(record.permissions, record.starts_on, record.ends_on, record.note),
        evidence_kind=record.evidence_kind,
        photo=photos[0] if photos else None,
        grantable=grantable,
        now=now,
    )
    return await _one(session, mandate, actor)


@router.put("/mandates/{mandate_id}/revocation")
async def revoke_mandate(
    mandate: TheMandate, actor: Recorder, session: Session, now: Now
) -> MandateView:
    """代为撤销授权: End the mandate of a resident of my scope, who said so or was wronged by it."""
    await mandates.revoke_mandate(session, actor, mandate, now=now)
    return await _one(session, mandate, actor)
