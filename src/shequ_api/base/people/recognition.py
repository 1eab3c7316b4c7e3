"""Recognising who asks: one statement gives the person, the session and the postings in force."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.policies import ACTING_POSTING
from shequ_api.base.access.roles import Role, RoleBook
from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.base.people.models import LoginSession, Person, Posting, RevokedToken
from shequ_api.base.people.queries import OWN_TITLE, in_force
from shequ_api.base.people.rules import DEDICATED_TO
from shequ_api.base.people.sessions import Doorman
from shequ_api.base.places.history_models import GridPlace
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import GridKind, Place
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Unknown
from shequ_api.kit.hot.questions import Asks, InSession, Question
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.tokens import AccessClaims

SELF = "self"


class SessionOver(Unknown):
    code, title = "session_over", "登录已失效，请重新登录"


class PostingUnknown(Forbidden):
    code, title = "posting_unknown", "所选身份不存在或已到期"


class Recognition:
    """Turns a bearer token into an `Actor`."""

    def __init__(self, doorman: Doorman, roles: RoleBook) -> None:
        self._doorman = doorman
        self._roles = roles

    async def recognise(self, request: Request, exchange: Exchange, token: str) -> Actor:
        """The actor of a good token; a change of rights acts on the next request."""
        asks, posting = InSession(exchange.session), request.headers.get(ACTING_POSTING)
        actor = await self.actor_of(asks, token, posting, exchange.now)
        exchange.principal = f"person:{actor.person_id}"
        return actor

    async def actor_of(self, asks: Asks, token: str, posting: str | None, now: datetime) -> Actor:
        """The same, of whoever answers questions; `posting` is what `ACTING_POSTING` says."""
        claims = self._doorman.signer.verify(token, now=now)
        found = await asks.rows(RECOGNISED, _bound(claims, now))
        if not found or found[0].over:
            raise SessionOver
        postings = [posting_of(row) for row in found if row.id is not None]
        acting = chosen(postings, posting)
        role = acting.role if acting else Role.RESIDENT
        own = acting.permissions if acting else frozenset()
        return Actor(
            person_id=claims.subject,
            session_id=claims.session,
            token_id=claims.jti,
            postings=postings,
            acting=acting,
            permissions=self._roles.permissions_of(role, own),
        )


def scope_of(held_kind: str, held_id: UUID, community_id: UUID | None) -> Scope:
    """The subtree of a posting: the kind it is held at tells the column.

    A total grid is its community. ValueError: nothing is held at such a kind.
    """
    if held_kind == GridKind.TOTAL and community_id is not None:
        return Scope(SCOPE_COLUMNS[GridKind.TOTAL], community_id)
    return Scope(COLUMN_OF[held_kind], held_id)


def dedicated_scope(grid_id: UUID, dedicated_to: str | None) -> Scope:
    """The subtree of a posting at a dedicated grid: the one compound or building that it has.

    Without one, or with several, nothing lies in it: no record is of a dedicated grid itself.
    """
    kind, _, place_id = (dedicated_to or "").partition(" ")
    if kind in DEDICATED_TO:
        return Scope(COLUMN_OF[kind], UUID(place_id))
    return Scope(SCOPE_COLUMNS[GridKind.MICRO], grid_id)


def _dedicated_to() -> ColumnElement[str | None]:
    """`kind id` of the only place of a posting's dedicated grid; NULL for every other posting."""
    only = (
        select(func.min(cast(Place.kind, Text) + " " + cast(Place.id, Text)))
        .join(GridPlace, GridPlace.place_id == Place.id)
        .where(GridPlace.grid_id == Posting.grid_id, Place.ended_at.is_(None))
        .having(func.count() == 1)
        .scalar_subquery()
    )
    return case((Posting.held_kind == GridKind.DEDICATED, only))


COLUMN_OF = {str(kind): column for kind, column in SCOPE_COLUMNS.items()}


POSTING_COLUMNS = (
    Posting.id,
    Posting.role,
    Posting.held_kind,
    func.coalesce(Posting.grid_id, Posting.place_id).label("held_id"),
    Posting.organisation_id,
    Posting.community_id,
    Posting.subdistrict_id,
    Posting.district_id,
    Posting.city_id,
    Posting.custom_role_id,
    OWN_TITLE.label("custom_title"),
    CustomRole.permissions.label("custom_permissions"),
    CustomRole.retired_at.label("custom_retired_at"),
    _dedicated_to().label("dedicated_to"),
)
"""What `posting_of` wants of a posting and of its custom role."""


def _statement() -> Select[*tuple[Any, ...]]:
    at: BindParameter[datetime] = bindparam("at")
    on: BindParameter[date] = bindparam("on")
    over = or_(
        LoginSession.revoked_at.is_not(None),
        LoginSession.expires_at <= at,
        Person.disabled_at.is_not(None),
        Person.merged_into_id.is_not(None),
        exists().where(RevokedToken.token_id == bindparam("token")),
    )
    return (
        select(over.label("over"), *POSTING_COLUMNS)
        .select_from(LoginSession)
        .join(Person, Person.id == LoginSession.person_id)
        .outerjoin(Posting, and_(Posting.person_id == Person.id, in_force(on)))
        .outerjoin(CustomRole, CustomRole.id == Posting.custom_role_id)
        .where(LoginSession.id == bindparam("session"), Person.id == bindparam("person"))
        .order_by(Posting.starts_on, Posting.id)
    )


RECOGNISED = Question(_statement())


def _bound(claims: AccessClaims, now: datetime) -> dict[str, Any]:
    return {
        "person": claims.subject,
        "session": claims.session,
        "token": claims.jti,
        "at": now,
        "on": china_date(now),
    }


def postings_of(person_id: UUID, on: date) -> Select[*tuple[Any, ...]]:
    """A person's postings in force on a day, in the order in which they are recognised."""
    return (
        select(*POSTING_COLUMNS)
        .outerjoin(CustomRole, CustomRole.id == Posting.custom_role_id)
        .where(Posting.person_id == person_id, in_force(on))
        .order_by(Posting.starts_on, Posting.id)
    )


def posting_of(row: Row[Any]) -> ActingPosting:
    """The posting of a row of `POSTING_COLUMNS`."""
    role, in_use = Role(row.role), row.custom_retired_at is None
    scope = (
        dedicated_scope(row.held_id, row.dedicated_to)
        if row.held_kind == GridKind.DEDICATED
        else scope_of(row.held_kind, row.held_id, row.community_id)
    )
    return ActingPosting(
        id=row.id,
        role=role,
        scope=scope,
        organisation_id=row.organisation_id,
        community_id=row.community_id,
        subdistrict_id=row.subdistrict_id,
        district_id=row.district_id,
        city_id=row.city_id,
        custom_role_id=row.custom_role_id,
        custom_title=row.custom_title,
        permissions=frozenset(row.custom_permissions or ()) if in_use else frozenset(),
    )


def chosen(postings: list[ActingPosting], header: str | None) -> ActingPosting | None:
    """The posting that the header names, else the only one; `self` and several mean none."""
    if header is None:
        return postings[0] if len(postings) == 1 else None
    if header == SELF:
        return None
    for posting in postings:
        if str(posting.id) == header.lower():
            return posting
    raise PostingUnknown
