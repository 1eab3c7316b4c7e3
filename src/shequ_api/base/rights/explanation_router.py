"""Why somebody may or may not, and whom the question is about."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.access.roles import Role
from shequ_api.base.audit.looks import note_look
from shequ_api.base.people.accounts import is_in_scope
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook, holder_of
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.registry import Registry
from shequ_api.base.rights import catalogue
from shequ_api.base.rights.door import Door, actor_for, script_of, tell
from shequ_api.base.rights.explaining import OPEN_TO_ALL, Asked, Explainer, other_ids
from shequ_api.base.rights.permissions import RightsPermission
from shequ_api.base.rights.schemas import (
    CheckView,
    ExplanationQuestion,
    ExplanationView,
    FoundPerson,
    FoundPersons,
    PersonByPhone,
)
from shequ_api.base.rights.searching import Searches
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.operations import Operation, operations_of
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.rehearsing import Rehearsal
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.masking import mask_name

router = Router(tags=["rights"], prefix="/access")
TheRegistry = Annotated[Registry, Depends(part(Registry))]
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheSearches = Annotated[Searches, Depends(part(Searches))]
Asker = Annotated[Actor, Depends(may(RightsPermission.EXPLAIN))]


class OneRight(Malformed):
    code, title = "one_right", "请给出一个操作或一项权限"


class RightUnknown(Malformed):
    code, title = "right_unknown", "没有这个操作或权限"


class OneWhere(Malformed):
    code, title = "one_where", "请只给出一个地点或一个网格"


class NothingToDoItTo(Malformed):
    code, title = "nothing_to_do_it_to", "只有给出操作时才能给出它的参数"


@router.post("/person-searches")
@unkeyed
async def find_person_by_phone(
    search: PersonByPhone,
    actor: Asker,
    session: Session,
    registry: TheRegistry,
    book: TheBook,
    searches: TheSearches,
    now: Now,
) -> FoundPersons:
    """按手机号找人: Whose account has this number, if they have to do with my scope. The look is
    on record, and theirs to read. A number of nobody and one of a stranger are answered alike."""
    searches.count(actor.person_id)
    person = await session.scalar(holder_of(book, search.phone))
    if person is None or not await is_in_scope(session, registry, actor, person.id):
        return FoundPersons(items=[])
    note_look(
        session,
        actor,
        subject_kind="person",
        subject_id=person.id,
        person_id=person.id,
        district_id=None,
        fields=["name", "phone"],
        purpose=search.purpose,
        reason=search.reason,
        now=now,
    )
    name = mask_name(person.name) if person.name else None
    phone = book.masked(person.id, person.phone_sealed)
    return FoundPersons(items=[FoundPerson(person_id=person.id, name=name, phone=phone)])


@router.post("/explanations")
@unkeyed
async def explain_access(
    question: ExplanationQuestion,
    request: Request,
    actor: Asker,
    session: Session,
    registry: TheRegistry,
    searches: TheSearches,
    now: Now,
) -> ExplanationView:
    """说明权限: Why a person in my scope may or may not do something now, check by check; to a
    record that I see, by the operation itself, which is gone through and undone."""
    searches.count_question(actor.person_id)
    person = await session.get(Person, question.person_id)
    if person is None or not await is_in_scope(session, registry, actor, person.id):
        raise Absent
    operation = _operation(request, question)
    door = Door(Rehearsal(request, session), operations_of(request.app), registry, actor)
    script = await script_of(door.sight, operation.name, question.parameters) if operation else None
    asked = await _asked(request, session, registry, question, operation)
    found = await Explainer(session, registry, person, asked, now).run()
    if script is not None and not found.failed("posting"):
        them = actor_for(person, found.postings, found.acting, registry.roles)
        heard = await door.hear(script, them, question.mandate_id)
        own_matter = door.opens_on_own_matters(script)
        await tell(found, script, heard, session, person, now, own_matter=own_matter)
    return ExplanationView(
        allowed=found.allowed,
        settled=found.settled,
        permission=asked.permission,
        acting_role=found.acting.role if found.acting else Role.RESIDENT,
        acting_posting_id=found.acting.id if found.acting else None,
        other_posting_ids=list(other_ids(found)),
        checks=[CheckView.model_validate(check) for check in found.checks],
    )


async def _asked(
    request: Request,
    session: AsyncSession,
    registry: Registry,
    question: ExplanationQuestion,
    operation: Operation | None,
) -> Asked:
    permission = operation.permission if operation else str(question.permission)
    titles = catalogue.titles_of(registry, operations_of(request.app))
    if permission not in titles.keys() | OPEN_TO_ALL:
        raise RightUnknown
    return Asked(
        permission=permission,
        title=operation.title if operation else titles[permission],
        on_behalf=operation.on_behalf if operation else True,
        posting_id=question.posting_id,
        located=await _located(session, question),
        mandate_id=question.mandate_id,
    )


def _operation(request: Request, question: ExplanationQuestion) -> Operation | None:
    if (question.operation is None) == (question.permission is None):
        raise OneRight
    if question.operation is None:
        if question.parameters:
            raise NothingToDoItTo
        return None
    operation = operations_of(request.app).get(question.operation)
    if operation is None:
        raise RightUnknown
    return operation


async def _located(session: AsyncSession, question: ExplanationQuestion) -> Place | Grid | None:
    if question.place_id is not None and question.grid_id is not None:
        raise OneWhere
    found: Place | Grid | None = None
    if question.place_id is not None:
        found = await session.get(Place, question.place_id)
    elif question.grid_id is not None:
        found = await session.get(Grid, question.grid_id)
    if found is None and (question.place_id or question.grid_id):
        raise Absent
    return found
