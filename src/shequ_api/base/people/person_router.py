"""Accounts of others: shutting them, and opening them again."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people import accounts
from shequ_api.base.people.account_schemas import AccountReason, AccountView, DisabledView
from shequ_api.base.people.models import Person
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.posting_router import TheRegistry
from shequ_api.base.people.showing import open_work_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(prefix="/persons", tags=["people"])
Keeper = Annotated[Actor, Depends(may(PeoplePermission.DISABLE))]


async def person_in_scope(
    person_id: UUID, actor: AnyActor, session: Session, registry: TheRegistry
) -> Person:
    """Somebody who holds an office or lives in the actor's scope."""
    person = await session.get(Person, person_id)
    if person is None or person.merged_into_id is not None:
        raise Absent
    if not await accounts.is_in_scope(session, registry, actor, person_id):
        raise Absent
    return person


ThePerson = Annotated[Person, Depends(person_in_scope)]


@router.put("/{person_id}/disabling")
async def disable_person(
    reason: AccountReason,
    person: ThePerson,
    actor: Keeper,
    session: Session,
    registry: TheRegistry,
    now: Now,
) -> DisabledView:
    """停用账号: Shut an account, with a reason; acts on the next request. What it was handling
    goes back to where work is shared out."""
    await accounts.disable(session, actor, person, reason=reason.reason, now=now)
    # Counted under the person's lock: nobody gives it more meanwhile.
    work = await open_work_of(session, registry, [person.id])
    return DisabledView(
        id=person.id, name=person.name, disabled_at=person.disabled_at, open_work=work[person.id]
    )


@router.put("/{person_id}/enabling")
async def enable_person(
    reason: AccountReason, person: ThePerson, actor: Keeper, session: Session, now: Now
) -> AccountView:
    """恢复账号: Open a shut account again, with a reason."""
    await accounts.enable(session, actor, person, reason=reason.reason, now=now)
    return AccountView.model_validate(person)
