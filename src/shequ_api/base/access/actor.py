"""The actor: a person in this request, under one acting posting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_

from shequ_api.base.access.roles import ROLE_TITLES, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """The subtree of a posting: one value of one located column."""

    column: str
    """The located column (`community_id`, `micro_grid_id`…) that a list is filtered by."""
    id: UUID

    def holds(self, located: Any) -> bool:
        """Whether a located row, or a place, lies in the subtree."""
        return bool(getattr(located, self.column, None) == self.id)


@dataclass(frozen=True, slots=True)
class ActingPosting:
    """A posting in force today."""

    id: UUID
    role: Role
    scope: Scope
    organisation_id: UUID | None
    community_id: UUID | None = None
    """The community in which it is held; none for a district's."""
    subdistrict_id: UUID | None = None
    district_id: UUID | None = None
    city_id: UUID | None = None
    custom_role_id: UUID | None = None
    custom_title: str | None = None
    permissions: frozenset[str] = frozenset()
    """Of its custom role; none where that is retired, or where the role is no custom one."""

    @property
    def title(self) -> str:
        """What the role is called."""
        return self.custom_title or ROLE_TITLES[self.role]


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """The mandate by which a person acts for another (代办) in this request."""

    mandate_id: UUID
    principal_id: UUID
    """The person acted for."""
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, under which posting, with which permissions."""

    person_id: UUID
    session_id: UUID
    token_id: UUID
    postings: Sequence[ActingPosting]
    acting: ActingPosting | None
    permissions: frozenset[str]
    on_behalf_of: OnBehalf | None = None
    """Only where the route lets one act for another, and the request says so."""

    @property
    def role(self) -> Role:
        return self.acting.role if self.acting else Role.RESIDENT

    @property
    def district_id(self) -> UUID | None:
        """The district in which they act; None above the districts, and for a resident."""
        return self.acting.district_id if self.acting else None

    @property
    def concerned_id(self) -> UUID:
        """Whose affair it is: the person acted for, else the one who acts."""
        return self.on_behalf_of.principal_id if self.on_behalf_of else self.person_id

    @property
    def organisation_id(self) -> UUID | None:
        """For which they act; None by a mandate, which is a person's."""
        own = self.acting if self.on_behalf_of is None else None
        return own.organisation_id if own else None

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def serves_at(self, held_at_id: UUID | None) -> bool:
        """Whether the acting posting is held at this very place or grid, not above it."""
        return self.acting is not None and self.acting.scope.id == held_at_id

    def covers(self, located: Any) -> bool:
        """Whether a located row lies in the scope of the acting posting."""
        return self.acting is not None and self.acting.scope.holds(located)


def in_scope(actor: Actor, model: Any) -> ColumnElement[bool]:
    """The one filter of all lists: rows in the subtree of the acting posting.

    A table without the column of a scope has nothing that lies within it.
    """
    column = getattr(model, actor.acting.scope.column, None) if actor.acting else None
    if actor.acting is None or column is None:
        return false()
    inside: ColumnElement[bool] = column == actor.acting.scope.id
    return inside


def of_organisation(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Rows of the organisation for which somebody acts; none where they act for none (`column`
    compared with NULL would be IS NULL: what is people's)."""
    acted_for = actor.organisation_id
    ours: ColumnElement[bool] = false() if acted_for is None else column == acted_for
    return ours


def kept_above(actor: Actor, column: Any) -> ColumnElement[bool]:
    """What places keep for all that lies in them: rows whose `column` names the acting posting's
    community, or a place above it."""
    acting = actor.acting
    above = (acting.community_id, acting.subdistrict_id, acting.district_id) if acting else ()
    kept: ColumnElement[bool] = column.in_([each for each in above if each is not None])
    return kept


def in_view(
    actor: Actor, model: Any, permission: str, *relations: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Rows the actor may see: by relation always, by scope where the role has `permission`."""
    if actor.acting is not None and actor.may(permission):
        return or_(in_scope(actor, model), *relations)
    return or_(*relations) if relations else false()
