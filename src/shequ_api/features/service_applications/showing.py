"""An application as lists and its people show it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.forms.models import Submission
from shequ_api.blocks.forms.service import answers_at
from shequ_api.features.service_applications import queries
from shequ_api.features.service_applications.flow import (
    FLOW,
    STATE_TITLES,
    STEP_TITLES,
    ApplicationSide,
    ApplicationState,
)
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.photos import ANSWERED, SIGNED
from shequ_api.features.service_applications.schemas import (
    HandedInDocument,
    HandedInPhoto,
    ServiceApplicationLine,
    ServiceApplicationStep,
    ServiceApplicationView,
)
from shequ_api.features.service_certificates.public import latest_of
from shequ_api.features.services.public import edition_of

OTHER_TITLES = {ANSWERED: "申请表中的照片", SIGNED: "申请人签字确认"}


def line(row: Mapping[str, Any]) -> ServiceApplicationLine:
    """A row of a list."""
    return ServiceApplicationLine(**row, state_title=STATE_TITLES[ApplicationState(row["state"])])


async def view_of(
    session: AsyncSession,
    application: ServiceApplication,
    showcase: Showcase,
    now: datetime,
    *,
    whole: bool,
) -> ServiceApplicationView:
    """All of it; `whole`: with the answers that are sealed, for whom it is about."""
    lines = queries.lines_of(ServiceApplication.id == application.id)
    row = dict((await session.execute(lines)).mappings().one())
    offered = await edition_of(session, application.service_id, application.edition)
    assert offered is not None, "an edition stays"
    titles = {each.key: each.title for each in offered.guide.materials}
    files = (await session.execute(queries.file_lines(application.id))).all()
    given = application.certificate_id
    return ServiceApplicationView(
        **line(row).model_dump(),
        steps=await _steps(session, application, row["office_name"]),
        legal_steps=FLOW.legal_from(application.state),
        asked=application.asked,
        said=application.said,
        told=application.told,
        form_version_id=offered.edition.form_version_id,
        answers=await answers_of(session, application, whole=whole),
        photos=[
            HandedInPhoto(**_handed_in(each, titles), photo=showcase.view(each, now))
            for each in files
            if each.pages is None
        ],
        documents=[
            HandedInDocument(**_handed_in(each, titles), document=showcase.document(each, now))
            for each in files
            if each.pages is not None
        ],
        certificate_id=None if given is None else await session.scalar(latest_of(given)),
    )


async def answers_of(
    session: AsyncSession, application: ServiceApplication, *, whole: bool
) -> dict[str, Any] | None:
    """The answers as they were handed in last; None: nothing is asked."""
    if application.answers_id is None:
        return None
    if whole:
        return await answers_at(session, application.answers_id, 1)
    return (await session.get_one(Submission, application.answers_id)).answers


async def _steps(
    session: AsyncSession, application: ServiceApplication, office: str
) -> list[ServiceApplicationStep]:
    names = {
        ApplicationSide.OFFICE: office,
        ApplicationSide.APPLICANT: "申请人",
        ApplicationSide.CLOCK: "系统",
    }
    rows = (await session.execute(queries.trail_lines(application.case_id))).mappings()
    return [
        ServiceApplicationStep(
            step=row["step"],
            title=_title_of(row["from_state"], row["step"]),
            state=row["state"],
            at=row["at"],
            side=row["side"],
            by=_agent(row) if row["by_mandate"] else names[ApplicationSide(row["side"])],
            note=row["note"],
        )
        for row in rows
    ]


def _agent(row: Mapping[Any, Any]) -> str:
    """Who acted for the applicant is told by name: they did it as a person, not for an office."""
    return f"受托人{row['agent_name'] or ''}"


def _title_of(source: str | None, name: str) -> str:
    step = FLOW.step(source, name) if source is not None else FLOW.opening
    return step.title if step is not None else STEP_TITLES[name]


def _handed_in(row: Any, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": row.material,
        "title": {**titles, **OTHER_TITLES}[row.material],
        "round": row.round,
        "handed_in_at": row.handed_in_at,
    }
