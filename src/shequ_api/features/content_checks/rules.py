"""Pure decisions: what the answers about one content come to, and when to ask again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shequ_api.base.wechat.protocol import MediaKind, Verdict
from shequ_api.features.content_checks.states import ContentState, Reason

PAUSES = (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=15))
"""After a try that failed. After the last one people judge."""
MOST_TRIES = len(PAUSES) + 3
"""With those that only look whether a push has come. Whoever kills each worker that takes it up is
taken up no more."""
ANSWERED_WITHIN = timedelta(minutes=35)
"""The platform says: half an hour."""
NORMAL = 100
UNHEARD = frozenset({"audio/amr"})
"""Sound that the platform does not read: people listen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking about one part: a verdict, a trace to wait for, or neither."""

    verdict: Verdict | None = None
    trace_id: str | None = None
    failed: bool = False
    """The platform could not be asked; else without either it does not judge this."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one part."""

    state: ContentState
    reason: Reason | None = None
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or a spoken message that the platform is to judge."""

    url: str = field(repr=False)
    """Where it may fetch it."""
    kind: MediaKind


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one content, away from any transaction."""

    check_id: UUID
    text: str | None = field(repr=False)
    openid: str | None = field(repr=False)
    """None: the platform is not to be asked about what they wrote."""
    media: dict[UUID, Medium]
    """By file."""
    by_staff: bool
    words_suffice: bool
    """What the place's own words say of the text is enough."""
    local: ContentState
    """What they say."""
    last_try: bool


def outcome(asked: Asked | None, *, local: ContentState, suffices: bool, last: bool) -> Outcome:
    """What one part comes to. `asked`: None where the platform cannot be asked about its author.

    `suffices`: for this, the place's words are enough. What nobody could judge goes to people.
    """
    if local == ContentState.RISKY:
        return Outcome(local, Reason.WORD)
    if asked is None or not (asked.failed or asked.verdict):
        if suffices:
            return Outcome(local, Reason.WORD if local != ContentState.PASS else None)
        return Outcome(ContentState.REVIEW, Reason.NOT_CHECKABLE)
    if asked.verdict is None:
        return (
            Outcome(ContentState.REVIEW, Reason.UNREACHABLE)
            if last
            else Outcome(ContentState.PENDING)
        )
    return judged_by(asked.verdict, local)


def judged_by(verdict: Verdict, local: ContentState = ContentState.PASS) -> Outcome:
    """The platform's verdict, and a word of the place's own that it let pass."""
    state = ContentState(verdict.suggestion)
    if state != ContentState.PASS:
        return Outcome(state, Reason.PLATFORM, verdict.label)
    if local != ContentState.PASS:
        return Outcome(local, Reason.WORD, None)
    return Outcome(state)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


def is_last(tries: int) -> bool:
    """Whether nobody tries again after this one."""
    return tries > len(PAUSES)


def is_hopeless(tries: int) -> bool:
    """Whether it was taken up so often that something else is wrong."""
    return tries > MOST_TRIES


def overdue(asked_at: datetime | None, now: datetime) -> bool:
    """Whether a picture's verdict should have come."""
    return asked_at is not None and now >= asked_at + ANSWERED_WITHIN
