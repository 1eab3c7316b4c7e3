"""Open affairs over HTTP: for everybody at a place, and for the offices that disclose."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.files.models import File
from shequ_api.base.files.service import files_for
from shequ_api.base.places.offices import place_of_office
from shequ_api.features.open_affairs import categories, queries, service
from shequ_api.features.open_affairs.category_schemas import (
    DisclosureCategoryChange,
    DisclosureCategoryDraft,
    DisclosureCategoryView,
)
from shequ_api.features.open_affairs.loading_router import (
    Manager,
    OfCategory,
    OwnCategory,
    Publisher,
    StandingPlace,
    TheDisclosure,
    TheShowcase,
    Viewer,
    Writer,
)
from shequ_api.features.open_affairs.models import (
    Disclosure,
    DisclosureCategory,
    DisclosureEdition,
)
from shequ_api.features.open_affairs.rules import DisclosureState
from shequ_api.features.open_affairs.schemas import (
    DisclosureDraftBody,
    DisclosureEditionView,
    DisclosureLine,
    DisclosureOpening,
    DisclosureView,
    DisclosureWithdrawal,
    KeptDisclosureLine,
    KeptDisclosureView,
)
from shequ_api.features.open_affairs.showing import kept_view, public_view, titled
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["open_affairs"])
SHOWN = [Disclosure.shown_from, Disclosure.id]
MADE = [Disclosure.made_at, Disclosure.id]


@router.get("/places/{place_id}/disclosure-categories", dependencies=[PUBLIC])
async def list_disclosure_categories(
    place: StandingPlace, session: Session
) -> list[DisclosureCategoryView]:
    """公开类别: Under what a place may disclose: categories of all, and its district's own."""
    found = await session.scalars(queries.categories_at(place.district_id))
    return [DisclosureCategoryView.model_validate(each) for each in found]


@router.get("/places/{place_id}/disclosures", dependencies=[PUBLIC])
async def list_place_disclosures(
    place: StandingPlace,
    session: Session,
    paging: ThePaging,
    now: Now,
    category: OfCategory = None,
) -> Page[DisclosureLine]:
    """此处的公开事项: What is disclosed for a place by itself and by those above it, newest first;
    for everybody."""
    found = queries.shown_at(
        queries.places_over(place),
        now,
        after=paging.after,
        most=paging.limit + 1,
        category=category,
    )
    shown = found.cte("shown").prefix_with("MATERIALIZED", dialect="postgresql")
    lines = queries.disclosure_lines().join(shown, shown.c.id == Disclosure.id)
    rows, cursor = await page_of(session, lines, SHOWN, paging)
    items = [DisclosureLine.model_validate(titled(session, row, now)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/disclosures/{disclosure_id}", dependencies=[PUBLIC], responses={404: {}})
async def get_disclosure(
    disclosure_id: UUID, session: Session, showcase: TheShowcase, now: Now
) -> DisclosureView:
    """查看公示: The words with their photos and what corrections changed, also when its time is
    over; of what was withdrawn, why. For everybody."""
    return await public_view(session, disclosure_id, showcase, now)


@router.get("/kept-disclosures")
async def list_kept_disclosures(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    state: Annotated[DisclosureState | None, Query(description="Only those in this state")] = None,
    category: OfCategory = None,
) -> Page[KeptDisclosureLine]:
    """维护的公示: Disclosures of my scope in all states, those that were begun last first."""
    lines = queries.kept_lines(in_scope(actor, Disclosure))
    if state is not None:
        lines = lines.where(Disclosure.state == state)
    if category is not None:
        lines = lines.where(queries.of_category(category))
    rows, cursor = await page_of(session, lines, MADE, paging)
    items = [KeptDisclosureLine.model_validate(titled(session, row, now)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/kept-disclosures/{disclosure_id}")
async def get_kept_disclosure(
    disclosure: TheDisclosure,
    _: Viewer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> KeptDisclosureView:
    """查看维护的公示: One of my scope with what is being written of it."""
    return await _kept(session, disclosure, showcase, response, now)


@router.get("/kept-disclosures/{disclosure_id}/editions")
async def list_disclosure_editions(
    disclosure: TheDisclosure, _: Viewer, session: Session, paging: ThePaging
) -> Page[DisclosureEditionView]:
    """公示的历次版本: The words as they were shown, and who wrote and published them, the newest
    first."""
    lines = queries.edition_lines(disclosure.id)
    rows, cursor = await page_of(session, lines, [DisclosureEdition.number], paging)
    items = [DisclosureEditionView.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/disclosures", status_code=201)
async def write_disclosure(
    opening: DisclosureOpening,
    actor: Writer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> KeptDisclosureView:
    """起草公示: A draft for a place of my scope; nobody but the offices sees it."""
    place = await service.place_to_disclose(session, actor, opening.place_id)
    files = await _files(session, actor, None, opening)
    disclosure = await service.write(session, actor, place, opening, files=files, now=now)
    return await _kept(session, disclosure, showcase, response, now)


@router.put("/disclosures/{disclosure_id}/draft")
async def rewrite_disclosure(
    words: DisclosureDraftBody,
    disclosure: TheDisclosure,
    actor: Writer,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> KeptDisclosureView:
    """修改或更正公示: Other words for a draft; of what is shown already a correction, which says
    what it changes and is shown once it is published."""
    match.check(disclosure.version)
    files = await _files(session, actor, disclosure.id, words)
    await service.rewrite(session, actor, disclosure, words, files=files, now=now)
    return await _kept(session, disclosure, showcase, response, now)


@router.delete("/disclosures/{disclosure_id}/draft", status_code=204)
async def discard_disclosure_draft(
    disclosure: TheDisclosure, _: Writer, session: Session, match: IfMatch
) -> None:
    """删除公示草稿: Give up what is being written: all of it where nothing was shown yet, else the
    correction alone."""
    match.check(disclosure.version)
    await service.discard(session, disclosure)


@router.post("/disclosures/{disclosure_id}/publication")
async def publish_disclosure(
    disclosure: TheDisclosure,
    actor: Publisher,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> KeptDisclosureView:
    """发布公示: Show what was written to everybody; where its category asks for a second person,
    not by whoever wrote it."""
    match.check(disclosure.version)
    await service.publish(session, actor, disclosure, now=now)
    return await _kept(session, disclosure, showcase, response, now)


@router.put("/disclosures/{disclosure_id}/withdrawal")
async def withdraw_disclosure(
    withdrawal: DisclosureWithdrawal,
    disclosure: TheDisclosure,
    actor: Publisher,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> KeptDisclosureView:
    """撤回公示: Show its words no more; whoever looks for it reads why."""
    await service.withdraw(session, actor, disclosure, reason=withdrawal.reason, now=now)
    return await _kept(session, disclosure, showcase, response, now)


@router.post("/disclosure-categories", status_code=201)
async def make_disclosure_category(
    draft: DisclosureCategoryDraft, actor: Manager, session: Session, response: Response
) -> DisclosureCategoryView:
    """新建公开类别: One more for my district."""
    district = await place_of_office(session, actor)
    category = await categories.make_category(session, district, draft)
    return _category(category, response)


@router.put("/disclosure-categories/{category_id}")
async def change_disclosure_category(
    change: DisclosureCategoryChange,
    category: OwnCategory,
    _: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
) -> DisclosureCategoryView:
    """修改公开类别: Of one of my district's own, all but its code."""
    match.check(category.version)
    await categories.change_category(session, category, change)
    return _category(category, response)


@router.post("/disclosure-categories/{category_id}/retirement")
async def retire_disclosure_category(
    category: OwnCategory, _: Manager, session: Session, response: Response, now: Now
) -> DisclosureCategoryView:
    """停用公开类别: Nothing more is disclosed under one of my district's own; what is, stays."""
    await categories.retire_category(session, category, now=now)
    return _category(category, response)


async def _files(
    session: Session, actor: Actor, disclosure_id: UUID | None, words: DisclosureDraftBody
) -> list[File]:
    return await files_for(
        session,
        queries.files_at_hand(actor.person_id, disclosure_id),
        queries.latest_files(disclosure_id),
        photo_ids=words.photo_ids,
        document_ids=words.document_ids,
    )


def _category(category: DisclosureCategory, response: Response) -> DisclosureCategoryView:
    show_version(response, category.version)
    return DisclosureCategoryView.model_validate(category)


async def _kept(
    session: Session,
    disclosure: Disclosure,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> KeptDisclosureView:
    view = await kept_view(session, disclosure.id, showcase, now)
    show_version(response, view.version)
    return view
