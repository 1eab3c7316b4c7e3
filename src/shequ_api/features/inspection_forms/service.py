"""Drafting and publishing. Whoever began a form owns it: a community or district.

A form that is for all comes with the system, and nobody changes it over HTTP.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, Scope
from shequ_api.blocks.forms import service as forms
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.lists import refuse_other_lists
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.inspection_forms import queries
from shequ_api.features.inspection_forms.models import InspectionForm
from shequ_api.features.inspection_forms.rules import unknown_flags
from shequ_api.features.inspection_forms.telling import refuse_unfit_tellings
from shequ_api.kit.errors import Absent, Fault, Forbidden, Malformed, NotNow


class FormNotYours(Forbidden):
    """The key names a form of another community, of the district, of all, or of another kind."""

    code, title = "form_not_yours", "这张表由其他单位管理，请换一个编号"


class FlagsUnknown(Malformed):
    code, title = "flags_unknown", "排查表的标记只能是隐患等级：general、major、critical"


class NothingToPublish(NotNow):
    code, title = "nothing_to_publish", "没有待发布的草稿"


def scope_of(actor: Actor) -> Scope:
    """The scope of somebody whose right comes from a posting."""
    if actor.acting is None:
        raise Absent
    return actor.acting.scope


async def own_form(session: AsyncSession, actor: Actor, key: str) -> Form | None:
    """The form of a key, locked; None where there is none yet. `FormNotYours` where it is not."""
    statement = (
        select(Form, InspectionForm.form_id, InspectionForm.place_id)
        .outerjoin(InspectionForm, InspectionForm.form_id == Form.id)
        .where(Form.key == key)
        .with_for_update(of=Form)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    # A form without that row is of another kind, a questionnaire say.
    if row.form_id is None or row.place_id != scope_of(actor).id:
        raise FormNotYours
    form: Form = row.Form
    return form


def draft_mark(version: FormVersion) -> int:
    """A number that changes with a draft's definition: its ETag."""
    return int.from_bytes(body_hash(version.definition)[:6])


async def draft_form(
    session: AsyncSession,
    actor: Actor,
    form: Form | None,
    *,
    key: str,
    definition: FormDefinition,
    now: datetime,
) -> FormVersion:
    """The form's draft, with this definition; begins the form where there is none."""
    refuse_unknown_flags(definition)
    refuse_unfit_tellings(definition)
    await refuse_other_lists(session, definition, await queries.around(session, scope_of(actor)))
    if form is None:
        form = await _begun(session, scope_of(actor).id, key, definition, now)
    return await forms.draft(session, form, definition, drafted_by_id=actor.person_id, now=now)


def refuse_unknown_flags(definition: FormDefinition) -> None:
    """Refuse flags that are no level of hazard."""
    code, title = FlagsUnknown.code, FlagsUnknown.title
    faults = [Fault(f"/flags/{n}/key", code, title) for n in unknown_flags(definition)]
    if faults:
        raise FlagsUnknown(errors=tuple(faults))


async def _begun(
    session: AsyncSession,
    owner_id: UUID | None,
    key: str,
    definition: FormDefinition,
    now: datetime,
) -> Form:
    form = await forms.form_of(session, key=key, title=definition.title, now=now)
    row = insert(InspectionForm).values(form_id=form.id, place_id=owner_id)
    await session.execute(row.on_conflict_do_nothing())
    # Somebody else may have begun it at the same moment.
    if (await session.get_one(InspectionForm, form.id)).place_id != owner_id:
        raise FormNotYours
    return form


def publish_form(form: Form, draft: FormVersion | None, *, now: datetime) -> FormVersion:
    """Fix the draft for ever: from now on it is the current version."""
    if draft is None:
        raise NothingToPublish
    form.title = draft.definition["title"]
    return forms.publish(draft, now=now)


async def publish_for_all(
    session: AsyncSession, key: str, definition: FormDefinition, *, now: datetime
) -> FormVersion | None:
    """Publish a form that is for all; None where its current version says the same already."""
    refuse_unknown_flags(definition)
    refuse_unfit_tellings(definition)
    await refuse_other_lists(session, definition, {None})
    form = await _begun(session, None, key, definition, now)
    newest = select(FormVersion.definition).where(FormVersion.form_id == form.id)
    stored = await session.scalar(newest.where(queries.current()))
    if stored is not None and FormDefinition.model_validate(stored) == definition:
        return None
    draft = await forms.draft(session, form, definition, drafted_by_id=None, now=now)
    return publish_form(form, draft, now=now)
