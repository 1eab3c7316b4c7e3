"""Whether somebody lives where an actor acts."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.residency.models import Residency


def lives_in_scope(actor: Actor, person_id: UUID) -> ColumnElement[bool]:
    """Whether a person belongs, verified and until now, to a dwelling in the actor's scope."""
    mine = (Residency.person_id == person_id, Residency.verified_at.is_not(None))
    return exists().where(*mine, Residency.ends_on.is_(None), in_scope(actor, Residency))
