"""What a worker's phone downloads, and how a form comes to be."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Path, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.blocks.forms.checking import compile_checker
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.inspection_forms import queries, service
from shequ_api.features.inspection_forms.permissions import FormPermission
from shequ_api.features.inspection_forms.queries import Sheet
from shequ_api.features.inspection_forms.schemas import (
    FormLine,
    FormVersionView,
    Trial,
    TrialOutcome,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.http.wording import header_refs
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["inspection_forms"])
Reader = Annotated[Actor, Depends(may(FormPermission.VIEW))]
Publisher = Annotated[Actor, Depends(may(FormPermission.PUBLISH))]
FormKey = Annotated[
    str,
    Path(
        pattern=r"^[a-z][a-z0-9_]{0,62}$",
        description="The form, by its key",
        examples=["household_safety"],
    ),
]
Known = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=1000, description="ETag of what is already here"),
]
VERSIONED: dict[int | str, dict[str, Any]] = {200: {"headers": header_refs("ETag")}}
UNCHANGED: dict[int | str, dict[str, Any]] = VERSIONED | {
    304: {"description": "The one that is already here", "headers": header_refs("ETag")}
}
NEWEST, FOR_EVER = "private, no-cache", "private, max-age=31536000, immutable"


def _shown(version: FormVersion, key: str) -> FormVersionView:
    return FormVersionView(
        key=key,
        version_id=version.id,
        number=version.number,
        published_at=version.published_at,
        definition=version.definition,
    )


def _download(
    sheet: Sheet | None, known: str | None, kept: str, response: Response
) -> FormVersionView | Response:
    """A version under its id as ETag, or 304 where the phone has it (RFC 9110, 13.1.2)."""
    if sheet is None:
        raise Absent
    tag = f'"{sheet.version.id}"'
    held = {name.strip().removeprefix("W/") for name in (known or "").split(",")}
    headers = {"ETag": tag, "Cache-Control": kept}
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return _shown(sheet.version, sheet.key)


@router.get("/inspection-forms")
async def list_inspection_forms(
    actor: Reader, session: Session, paging: ThePaging
) -> Page[FormLine]:
    """可填排查表: The forms that I may fill in, in their current versions."""
    lines = queries.form_lines(queries.offered_in(service.scope_of(actor)))
    rows, cursor = await page_of(session, lines, [Form.key], paging, ascending=True)
    return Page(items=[FormLine(**row) for row in rows], next_cursor=cursor)


@router.get(
    "/inspection-form-versions/{version_id}", response_model=FormVersionView, responses=UNCHANGED
)
async def get_inspection_form_version(
    version_id: UUID, actor: Reader, session: Session, response: Response, known: Known = None
) -> FormVersionView | Response:
    """下载指定版本: A published version, which never changes: keep it as long as you like."""
    published = FormVersion.published_at.is_not(None)
    offered = queries.offered_in(service.scope_of(actor))
    sheet = await queries.sheet(session, FormVersion.id == version_id, published, offered)
    return _download(sheet, known, FOR_EVER, response)


@router.get("/inspection-forms/{key}", response_model=FormVersionView, responses=UNCHANGED)
async def get_inspection_form(
    key: FormKey, actor: Reader, session: Session, response: Response, known: Known = None
) -> FormVersionView | Response:
    """下载当前版本: The current version of a form; with `If-None-Match`, 304 while it is still that
    one."""
    offered = queries.offered_in(service.scope_of(actor))
    sheet = await queries.sheet(session, Form.key == key, queries.current(), offered)
    return _download(sheet, known, NEWEST, response)


@router.get("/inspection-forms/{key}/draft", responses=VERSIONED)
async def get_inspection_form_draft(
    key: FormKey, actor: Publisher, session: Session, response: Response
) -> FormVersionView:
    """查看排查表草稿: The draft of an own form."""
    form = await service.own_form(session, actor, key)
    draft = await session.scalar(queries.pending(form.id)) if form else None
    if draft is None:
        raise Absent
    show_version(response, service.draft_mark(draft))
    return _shown(draft, key)


@router.put("/inspection-forms/{key}/draft", responses=VERSIONED)
async def draft_inspection_form(
    key: FormKey,
    definition: FormDefinition,
    actor: Publisher,
    session: Session,
    response: Response,
    match: IfMatch,
    now: Now,
) -> FormVersionView:
    """编写排查表: Write the draft of an own form; begins the form, or its next version, where there
    is none.

    If-Match is required where a draft is there already.
    """
    form = await service.own_form(session, actor, key)
    pending = await session.scalar(queries.pending(form.id)) if form else None
    if pending is not None:
        match.check(service.draft_mark(pending))
    draft = await service.draft_form(session, actor, form, key=key, definition=definition, now=now)
    show_version(response, service.draft_mark(draft))
    return _shown(draft, key)


@router.post("/inspection-forms/{key}/draft/trials")
@unkeyed
async def try_inspection_form_draft(
    key: FormKey, trial: Trial, actor: Publisher, session: Session
) -> TrialOutcome:
    """试填排查表: Try the draft of an own form: what answers would meet. Nothing is kept."""
    form = await service.own_form(session, actor, key)
    draft = await session.scalar(queries.pending(form.id)) if form else None
    if draft is None:
        raise Absent
    checker = compile_checker(FormDefinition.model_validate(draft.definition))
    faults = checker.check(trial.answers, at="/answers")
    flags = [] if faults else checker.flags(trial.answers)
    return TrialOutcome.model_validate({"faults": faults, "flags": flags}, from_attributes=True)


@router.post("/inspection-forms/{key}/publications", status_code=201)
async def publish_inspection_form(
    key: FormKey, actor: Publisher, session: Session, match: IfMatch, now: Now
) -> FormVersionView:
    """发布排查表: Publish the draft that If-Match names: from now on it is the current version, for
    ever so."""
    form = await service.own_form(session, actor, key)
    if form is None:
        raise Absent
    draft = await session.scalar(queries.pending(form.id))
    if draft is not None:
        match.check(service.draft_mark(draft))
    return _shown(service.publish_form(form, draft, now=now), key)
