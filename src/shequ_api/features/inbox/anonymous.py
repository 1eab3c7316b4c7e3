"""Telling the reporter of an anonymous ticket: the message names no ticket, nor does anything in it
say of which fact it came, for it stands beside the person."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact
from shequ_api.features.inbox.kinds import WORDS, MessageKind
from shequ_api.features.inbox.lines import Line
from shequ_api.features.inbox.service import News, tell
from shequ_api.features.tickets.events import TicketFact
from shequ_api.features.tickets.public import Ticket, reporter_of, seal_of

SAID_BY_NAME = frozenset({MessageKind.TICKET_REPORTER_OPENED})
"""What is told as what it is; all else is told as some news."""


def concerns_reporter(line: Line, fact: Fact) -> bool:
    """Whether a line tells a reporter whom its fact does not name."""
    unnamed = isinstance(fact, TicketFact) and fact.reporter_id is None
    return unnamed and "reporter_id" in line.to and line.when(fact)


async def tell_reporter(line: Line, session: AsyncSession, fact: Fact, now: datetime) -> None:
    """Tell whoever filed an anonymous ticket that there is news of it."""
    ticket = await session.get_one(Ticket, fact.subject_id)
    reporter_id = reporter_of(session, ticket)
    if reporter_id is None:
        return
    kind = line.kind if line.kind in SAID_BY_NAME else MessageKind.ANONYMOUS_TICKET_NEWS
    words, seal = WORDS[kind], seal_of(session)
    topic_id = seal.occasion_of(reporter_id, "tickets")
    news = News(
        kind=kind,
        title=words.title,
        text=words.text,
        about_kind=words.about,
        about_id=topic_id,
        topic_id=topic_id,
        occasion_id=seal.occasion_of(reporter_id, f"{line.kind}:{fact.model_dump_json()}"),
        district_id=None,
    )
    await tell(session, [reporter_id], news, now=now)
