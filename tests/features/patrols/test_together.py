"""Several phones at once, on committed rows and several connections."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from shequ_api.base.events.models import Event
from shequ_api.blocks.forms.models import Submission
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.hazards.models import HazardFinding
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.features.patrols.field import OLD_HOSE, SOUND, Field

PHONES = 6


async def counted(parts: Parts, model: Any, *conditions: Any) -> int:
    async with parts.get(Database).sessions() as session:
        statement = select(func.count()).select_from(model).where(*conditions)
        return int(await session.scalar(statement) or 0)


async def test_two_phones_send_one_submission(open_field: Field, open_parts: Parts) -> None:
    body, inspection_id = await open_field.body(OLD_HOSE), new_id()
    before = await counted(open_parts, Case)
    answers = await asyncio.gather(*(open_field.send(body, inspection_id) for _ in range(PHONES)))
    assert sorted(answer.status_code for answer in answers) == [200] * (PHONES - 1) + [201]
    assert len({answer.text for answer in answers}) == 1
    this = Inspection.id == inspection_id
    assert await counted(open_parts, Inspection, this) == 1
    assert await counted(open_parts, Submission, Submission.id == inspection_id) == 1
    found = HazardFinding.submission_id == inspection_id
    assert await counted(open_parts, HazardFinding, found) == 5
    assert await counted(open_parts, Ticket, Ticket.source_id == inspection_id) == 1
    assert await counted(open_parts, Event, Event.subject_id == inspection_id) == 1
    assert await counted(open_parts, Case) == before + 2 + 5


async def test_of_different_contents_one_wins(open_field: Field, open_parts: Parts) -> None:
    inspection_id = new_id()
    bodies = [await open_field.body(SOUND | {"note": f"第{n}份"}) for n in range(PHONES)]
    answers = await asyncio.gather(*(open_field.send(body, inspection_id) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (PHONES - 1)
    (winner,) = (n for n, answer in enumerate(answers) if answer.status_code == 201)
    async with open_parts.get(Database).sessions() as session:
        kept = await session.get_one(Submission, inspection_id)
    assert kept.answers == bodies[winner]["answers"]


async def test_a_refused_first_leaves_the_id_free(open_field: Field) -> None:
    """An unsound and a sound body race: whoever comes first, the sound one is kept."""
    inspection_id = new_id()
    bad, good = await open_field.body({}), await open_field.body()
    answers = await asyncio.gather(
        *(open_field.send(body, inspection_id) for body in [bad, good] * 2)
    )
    assert sorted(answer.status_code for answer in answers[1::2]) == [200, 201]
    assert {answer.status_code for answer in answers[::2]} <= {409, 422}


async def test_one_check_in_from_many_sendings(open_field: Field, open_parts: Parts) -> None:
    body, check_in_id = open_field.check_in_body(), new_id()
    answers = await asyncio.gather(
        *(open_field.check_in(body, check_in_id=check_in_id) for _ in range(PHONES))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * (PHONES - 1) + [201]
    assert len({answer.text for answer in answers}) == 1
    assert await counted(open_parts, CheckIn, CheckIn.id == check_in_id) == 1


async def test_of_two_reviewers_one_decides(open_field: Field, open_parts: Parts) -> None:
    sent = await open_field.inspected()
    answers = await asyncio.gather(
        open_field.review(sent["id"], "general_grid_worker"),
        open_field.review(sent["id"], "community_worker", decision="rejected", note="不清楚"),
        open_field.review(sent["id"], "general_grid_worker"),
    )
    codes = [answer.status_code for answer in answers]
    assert codes in ([200, 409, 200], [409, 200, 409])
    inspection_id = UUID(sent["id"])
    approvals = Event.subject_id == inspection_id, Event.name == "inspection_approved"
    assert await counted(open_parts, Event, *approvals) == (1 if codes[0] == 200 else 0)
    async with open_parts.get(Database).sessions() as session:
        kept = await session.get_one(Inspection, inspection_id)
        steps = list(
            await session.scalars(select(StepLog.step).where(StepLog.case_id == kept.case_id))
        )
    assert len(steps) == 2
