"""Telling what a line says, when its fact happens."""

from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact, Reaction
from shequ_api.features.inbox.public import News, tell, words_of
from shequ_api.features.message_lines.anonymous import concerns_unnamed, tell_unnamed
from shequ_api.features.message_lines.appointment_lines import APPOINTMENT_LINES
from shequ_api.features.message_lines.lines import LINES, Line
from shequ_api.features.message_lines.mall_lines import MALL_LINES
from shequ_api.features.message_lines.need_lines import NEED_LINES
from shequ_api.features.message_lines.question_lines import QUESTION_LINES
from shequ_api.features.message_lines.roster_lines import ROSTER_LINES
from shequ_api.features.message_lines.service_lines import SERVICE_LINES

OCCASIONS = UUID("0199a3c4-0000-7000-8000-000000000001")
"""The namespace of occasions: any constant."""


async def tell_line(line: Line, session: AsyncSession, fact: Fact, now: datetime) -> None:
    """Tell the persons of one line of the table."""
    if concerns_unnamed(line, fact):
        await tell_unnamed(line, session, fact, now)
    persons = line.persons(fact)
    if not persons:
        return
    words = words_of(line.kind)
    news = News(
        kind=line.kind,
        title=words.title,
        text=words.text.format_map(fact.model_dump()),
        about_kind=words.about,
        about_id=fact.subject_id,
        topic_id=line.topic(fact),
        occasion_id=uuid5(OCCASIONS, f"{line.kind}:{fact.model_dump_json()}"),
        district_id=fact.district_id,
    )
    await tell(session, persons, news, now=now)


# Under the names by which what is not done yet lies in the queue.
REACTIONS = [
    Reaction(f"inbox.{line.kind}", line.fact, partial(tell_line, line))
    for line in (
        *LINES,
        *MALL_LINES,
        *APPOINTMENT_LINES,
        *QUESTION_LINES,
        *NEED_LINES,
        *ROSTER_LINES,
        *SERVICE_LINES,
    )
]
