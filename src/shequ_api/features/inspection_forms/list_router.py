"""Choice lists that many forms share, version by version."""

from typing import Annotated

from fastapi import Path, Query, Response

from shequ_api.blocks.forms.lists import write_list
from shequ_api.blocks.forms.models import ChoiceList
from shequ_api.features.inspection_forms import queries
from shequ_api.features.inspection_forms.router import Publisher, Reader
from shequ_api.features.inspection_forms.schemas import (
    ChoiceListDraft,
    ChoiceListLine,
    ChoiceListView,
)
from shequ_api.features.inspection_forms.service import scope_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["inspection_forms"])
MOST_VERSIONS = 100_000
ListKey = Annotated[
    str,
    Path(
        pattern=r"^[a-z][a-z0-9_]{0,62}$",
        description="The list, by its key",
        examples=["visit_results"],
    ),
]


@router.get("/inspection-choice-lists")
async def list_choice_lists(
    actor: Reader, session: Session, paging: ThePaging
) -> Page[ChoiceListLine]:
    """共享选项表: The choice lists that forms here may take over, in their newest versions."""
    lines = queries.list_lines(queries.offered_in(scope_of(actor), ChoiceList))
    rows, cursor = await page_of(session, lines, [ChoiceList.key], paging, ascending=True)
    return Page(items=[ChoiceListLine(**row) for row in rows], next_cursor=cursor)


@router.get("/inspection-choice-lists/{key}")
async def get_choice_list(
    key: ListKey,
    actor: Reader,
    session: Session,
    number: Annotated[
        int | None, Query(ge=1, le=MOST_VERSIONS, description="The newest where not said")
    ] = None,
) -> ChoiceListView:
    """查看共享选项表: One version of a list with its choices."""
    offered = queries.offered_in(scope_of(actor), ChoiceList)
    found = await session.scalar(queries.shared_list(key, number, offered))
    if found is None:
        raise Absent
    return ChoiceListView.model_validate(found)


@router.put("/inspection-choice-lists/{key}/versions/{number}", status_code=201)
async def write_choice_list(
    key: ListKey,
    number: Annotated[int, Path(ge=1, le=MOST_VERSIONS, description="One behind the newest")],
    draft: ChoiceListDraft,
    actor: Publisher,
    session: Session,
    response: Response,
    now: Now,
) -> ChoiceListView:
    """编写共享选项表: Write the next version of a list; forms that have an earlier one keep it."""
    written, fresh = await write_list(
        session,
        key=key,
        number=number,
        owner_id=scope_of(actor).id,
        title=draft.title,
        choices=draft.choices,
        written_by_id=actor.person_id,
        now=now,
    )
    response.status_code = 201 if fresh else 200
    return ChoiceListView.model_validate(written)
