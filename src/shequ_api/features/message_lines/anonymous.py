"""Telling whoever ordered or wrote something without a name: the message names neither ticket nor
content, nor does anything in it say of which fact it came, for it stands beside the person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact
from shequ_api.base.registry import Registry
from shequ_api.features.content_checks.events import ContentFact
from shequ_api.features.inbox.public import MessageKind, News, tell, words_of
from shequ_api.features.message_lines.lines import Line
from shequ_api.features.tickets.events import TicketFact
from shequ_api.features.tickets.public import Ticket, reporter_of, seal_of

SAID_BY_NAME = frozenset({MessageKind.TICKET_REPORTER_OPENED})
"""What is told as what it is; all else is told as some news."""
UNSIGNED = frozenset({"replied_by_id", "reopened_by_id"})
"""Of deeds that are theirs, where nobody signed them."""


def concerns_unnamed(line: Line, fact: Fact) -> bool:
    """Whether a line tells somebody whom its fact does not name, of what another did: what they did
    themselves is signed by nobody, either."""
    if any(getattr(fact, doer) is None for doer in line.but if doer in UNSIGNED):
        return False
    ordered = isinstance(fact, TicketFact) and fact.reporter_id is None and "reporter_id" in line.to
    wrote = isinstance(fact, ContentFact) and fact.unnamed and "author_id" in line.to
    return (ordered or wrote) and line.when(fact)


async def tell_unnamed(line: Line, session: AsyncSession, fact: Fact, now: datetime) -> None:
    """Tell whoever filed an anonymous ticket, or wrote something on it, that there is news."""
    person_id = await _unnamed(session, fact)
    if person_id is None:
        return
    said = MessageKind.ANONYMOUS_TICKET_NEWS
    if isinstance(fact, ContentFact):
        said = MessageKind.ANONYMOUS_CONTENT_NEWS
    kind = line.kind if line.kind in SAID_BY_NAME else said
    words, seal = words_of(kind), seal_of(session)
    topic_id = seal.occasion_of(person_id, words.about)
    news = News(
        kind=kind,
        title=words.title,
        text=words.text,
        about_kind=words.about,
        about_id=topic_id,
        topic_id=topic_id,
        occasion_id=seal.occasion_of(person_id, f"{line.kind}:{fact.model_dump_json()}"),
        district_id=None,
    )
    await tell(session, [person_id], news, now=now)


async def _unnamed(session: AsyncSession, fact: Fact) -> UUID | None:
    """Whose seal is opened to tell them; None where there is none any more."""
    if isinstance(fact, ContentFact):
        registry: Registry = session.info["registry"]
        written = await registry.writings[fact.kind].load(session, fact.content_id)
        return written.author_id if written and written.unnamed else None
    return reporter_of(session, await session.get_one(Ticket, fact.subject_id))
