"""Which fact tells whom, and as what kind of message: one line each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from shequ_api.base.events.facts import Fact
from shequ_api.base.people.events import PostingEnded
from shequ_api.base.residency.events import ResidencyClaimClosed, ResidencyEnded, ResidencyVerified
from shequ_api.base.residency.models import ResidencyState
from shequ_api.features.check_ins.events import CheckInRecorded, CheckInReviewed
from shequ_api.features.content_checks.events import ContentDecided, ContentHidden
from shequ_api.features.earnings.events import PointsClawedBack
from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.incidents.events import IncidentTold, IncidentToldUnnamed
from shequ_api.features.manual_credits.events import (
    ManualCreditApproved,
    ManualCreditClosed,
    ManualCreditReversed,
)
from shequ_api.features.patrols.events import (
    InspectionApprovalWithdrawn,
    InspectionEdited,
    InspectionRejected,
    InspectionReturned,
)
from shequ_api.features.performance_adjustments.events import PerformanceAdjusted
from shequ_api.features.performance_closing.events import PerformanceDisputeAnswered
from shequ_api.features.performance_reviews.events import PerformanceReviewShown
from shequ_api.features.points.events import PointsExpiring
from shequ_api.features.ticket_appeals.events import TicketAppealDecided
from shequ_api.features.ticket_clocks.events import (
    TicketDueSoon,
    TicketOverdue,
    TicketPaused,
    TicketResumed,
)
from shequ_api.features.ticket_help.events import (
    TicketHelpAsked,
    TicketHelpDeclined,
    TicketHelpOver,
)
from shequ_api.features.ticket_limits.events import TicketBlockDecided, TicketsBlocked
from shequ_api.features.ticket_pressure.events import (
    SupervisionClosed,
    SupervisionOverdue,
    TicketCallClosed,
    TicketSupervised,
    TicketUrged,
)
from shequ_api.features.ticket_ratings.events import RatingAwaited
from shequ_api.features.ticket_routing.events import TicketOffered
from shequ_api.features.ticket_substates.events import TicketProgressed
from shequ_api.features.ticket_subtasks.events import (
    RequiredSubtasksDone,
    SubtaskDone,
    SubtaskGiven,
    SubtaskOverdue,
    SubtaskReopened,
    SubtaskTaken,
)
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.ticket_twins.events import SupportersTold, TicketSplitOff
from shequ_api.features.ticket_unsealing.events import TicketReporterOpened
from shequ_api.features.tickets.events import (
    ReturnCause,
    TicketAccepted,
    TicketAssigned,
    TicketCategorised,
    TicketDeclined,
    TicketMerged,
    TicketPlaced,
    TicketReopened,
    TicketReturned,
    TicketSettled,
    TicketUnmerged,
    TicketWithdrawn,
)


def _always(_: Any) -> bool:
    return True


def _says(what: str) -> Callable[[Any], bool]:
    return lambda fact: fact.what == what


def _subject(fact: Fact) -> UUID:
    return fact.subject_id


@dataclass(frozen=True, slots=True)
class Line:
    """A fact is told to the persons whom it names."""

    kind: MessageKind
    fact: type[Fact]
    to: tuple[str, ...]
    """Its fields that name them; who is named by `but` is who did it, and knows."""
    but: tuple[str, ...] = ()
    when: Callable[[Any], bool] = _always
    topic: Callable[[Any], UUID] = _subject
    """What repeats merge by: the thing itself, unless many things make one message."""

    def persons(self, fact: Fact) -> set[UUID]:
        """Who is told of this fact."""
        if not self.when(fact):
            return set()
        return self._named(fact, self.to) - self._named(fact, self.but)

    def _named(self, fact: Fact, fields: tuple[str, ...]) -> set[UUID]:
        """A field names one person, or several."""
        found = (getattr(fact, field) for field in fields)
        each = (named if isinstance(named, tuple) else (named,) for named in found)
        return {person for persons in each for person in persons if person is not None}


K = MessageKind
_ORDERED = ("reporter_id", "filed_by_id")
"""Whose ticket it is, and who filed it for them."""
LINES: tuple[Line, ...] = (
    Line(K.TICKET_ACCEPTED, TicketAccepted, _ORDERED),
    Line(K.TICKET_DECLINED, TicketDeclined, _ORDERED),
    Line(K.TICKET_APPEAL_DECIDED, TicketAppealDecided, _ORDERED),
    Line(
        K.TICKET_CATEGORISED,
        TicketCategorised,
        _ORDERED,
        but=("categorised_by_id",),
        when=lambda fact: fact.service_code != fact.former_service_code,
    ),
    Line(
        K.TICKET_PROGRESSED,
        TicketProgressed,
        _ORDERED,
        but=("set_by_id",),
        when=lambda fact: fact.public,
    ),
    Line(
        K.TICKET_TRANSFERRED,
        TicketPlaced,
        _ORDERED,
        when=lambda fact: fact.left_community_id != fact.community_id,
    ),
    Line(K.TICKET_REOPENED, TicketReopened, (*_ORDERED, "assignee_id"), but=("reopened_by_id",)),
    Line(K.TICKET_MERGED, TicketMerged, _ORDERED, but=("merged_by_id",)),
    Line(K.TICKET_UNMERGED, TicketUnmerged, _ORDERED, but=("unmerged_by_id",)),
    Line(K.TICKET_SPLIT, TicketSplitOff, ("reporter_id",), topic=lambda fact: fact.parent_id),
    Line(K.TICKET_RATING_AWAITED, RatingAwaited, ("person_ids",)),
    Line(K.INCIDENT_ANSWERED, IncidentTold, ("person_ids",), when=_says("linked")),
    Line(K.INCIDENT_CHANGED, IncidentTold, ("person_ids",), when=_says("changed")),
    Line(K.INCIDENT_RELEASED, IncidentTold, ("person_ids",), when=_says("released")),
    Line(K.ANONYMOUS_TICKET_NEWS, IncidentToldUnnamed, ("reporter_id",)),
    Line(K.SUPPORTED_TICKET_NEWS, SupportersTold, ("person_ids",)),
    Line(
        K.TICKET_ASSIGNED,
        TicketAssigned,
        ("assignee_id",),
        but=("assigned_by_id",),
        when=lambda fact: not fact.handed_over,
    ),
    Line(K.TICKET_OFFERED, TicketOffered, ("offered_to_id",)),
    Line(
        K.TICKET_TAKEN,
        TicketAssigned,
        ("left_id",),
        but=("assigned_by_id", "assignee_id"),
        when=lambda fact: not fact.handed_over,
    ),
    Line(
        K.TICKET_RETURNED,
        TicketReturned,
        ("returned_from_id",),
        but=("returned_by_id",),
        # Whose office is over is told that.
        when=lambda fact: fact.cause != ReturnCause.HANDLER_GONE,
    ),
    Line(K.TICKETS_BLOCKED, TicketsBlocked, ("person_id",)),
    Line(K.TICKET_BLOCK_DECIDED, TicketBlockDecided, ("person_id",)),
    Line(
        K.TICKET_REPORTER_OPENED,
        TicketReporterOpened,
        ("reporter_id",),
        when=lambda fact: fact.told,
    ),
    Line(K.TICKET_URGED, TicketUrged, ("assignee_id",)),
    Line(K.TICKET_SUPERVISED, TicketSupervised, ("assignee_id",)),
    Line(K.SUPERVISION_OVERDUE, SupervisionOverdue, ("assignee_id",)),
    Line(
        K.SUPERVISION_CLOSED,
        SupervisionClosed,
        ("demanded_by_id", "assignee_id"),
        but=("closed_by_id",),
    ),
    Line(
        K.TICKET_CALL_ENDED,
        TicketCallClosed,
        ("made_by_id",),
        when=lambda fact: fact.ending == "transferred",
    ),
    Line(K.TICKET_WITHDRAWN, TicketWithdrawn, ("assignee_id",)),
    Line(K.TICKET_HELP_ASKED, TicketHelpAsked, ("helper_id",), but=("asked_by_id",)),
    Line(
        K.TICKET_HELP_DECLINED, TicketHelpDeclined, ("asked_by_id", "lead_id"), but=("helper_id",)
    ),
    Line(K.TICKET_HELP_OVER, TicketHelpOver, ("helper_id",), but=("ended_by_id",)),
    Line(K.TICKET_SUBTASK_GIVEN, SubtaskGiven, ("assignee_id",), but=("given_by_id",)),
    Line(K.TICKET_SUBTASK_TAKEN, SubtaskTaken, ("left_id",), but=("taken_by_id",)),
    Line(K.TICKET_SUBTASK_DONE, SubtaskDone, ("lead_id",), but=("done_by_id",)),
    Line(K.TICKET_SUBTASKS_DONE, RequiredSubtasksDone, ("lead_id",), but=("by_id",)),
    Line(K.TICKET_SUBTASK_REOPENED, SubtaskReopened, ("assignee_id",), but=("reopened_by_id",)),
    Line(K.TICKET_SUBTASK_OVERDUE, SubtaskOverdue, ("assignee_id", "lead_id")),
    Line(K.TICKET_SETTLED, TicketSettled, _ORDERED, but=("settled_by_id",)),
    Line(
        K.TICKET_REPLIED,
        TicketReplied,
        (*_ORDERED, "assignee_id"),
        but=("replied_by_id",),
    ),
    Line(K.CONTENT_HIDDEN, ContentHidden, ("author_id",)),
    Line(K.CONTENT_DECIDED, ContentDecided, ("author_id",), but=("decided_by_id",)),
    Line(K.TICKET_DUE_SOON, TicketDueSoon, ("assignee_id",)),
    Line(K.TICKET_OVERDUE, TicketOverdue, ("assignee_id",)),
    Line(K.TICKET_PAUSED, TicketPaused, _ORDERED, but=("paused_by_id",)),
    Line(K.TICKET_RESUMED, TicketResumed, ("assignee_id",), but=("resumed_by_id",)),
    Line(K.INSPECTION_RETURNED, InspectionReturned, ("worker_id",)),
    Line(K.INSPECTION_REJECTED, InspectionRejected, ("worker_id",)),
    Line(
        K.INSPECTION_APPROVAL_WITHDRAWN,
        InspectionApprovalWithdrawn,
        ("worker_id",),
        but=("withdrawn_by_id",),
    ),
    Line(K.INSPECTION_EDITED, InspectionEdited, ("worker_id",), but=("edited_by_id",)),
    Line(
        K.CHECK_IN_WAITING,
        CheckInRecorded,
        ("worker_id",),
        when=lambda fact: fact.waits_for_review,
        # A day of bad positions is one message.
        topic=lambda fact: fact.worker_id,
    ),
    Line(K.CHECK_IN_ACCEPTED, CheckInReviewed, ("worker_id",), when=lambda fact: fact.accepted),
    Line(K.CHECK_IN_REJECTED, CheckInReviewed, ("worker_id",), when=lambda fact: not fact.accepted),
    Line(K.RESIDENCY_VERIFIED, ResidencyVerified, ("person_id",), but=("verified_by_id",)),
    Line(
        K.RESIDENCY_REJECTED,
        ResidencyClaimClosed,
        ("person_id",),
        when=lambda fact: fact.end_kind == ResidencyState.REJECTED,
    ),
    Line(
        K.RESIDENCY_EXPIRED,
        ResidencyClaimClosed,
        ("person_id",),
        when=lambda fact: fact.end_kind == ResidencyState.EXPIRED,
    ),
    Line(
        K.RESIDENCY_REMOVED,
        ResidencyEnded,
        ("person_id",),
        but=("ended_by_id",),
        when=lambda fact: fact.end_kind != ResidencyState.LEFT,
    ),
    Line(K.PERFORMANCE_SHOWN, PerformanceReviewShown, ("person_id",)),
    Line(K.PERFORMANCE_DISPUTE_ANSWERED, PerformanceDisputeAnswered, ("person_id",)),
    Line(
        K.PERFORMANCE_ADJUSTED,
        PerformanceAdjusted,
        ("person_id",),
        # A night of many rows is one message.
        topic=lambda fact: fact.person_id,
    ),
    Line(
        K.POINTS_EXPIRING,
        PointsExpiring,
        ("person_id",),
        # Told again before the same day, unread, it is one message.
        topic=lambda fact: uuid5(fact.subject_id, fact.expires_on.isoformat()),
    ),
    Line(K.POINTS_CLAWED_BACK, PointsClawedBack, ("person_id",)),
    Line(K.MANUAL_CREDIT_GIVEN, ManualCreditApproved, ("person_id",)),
    Line(K.MANUAL_CREDIT_REVERSED, ManualCreditReversed, ("person_id",)),
    Line(
        K.MANUAL_CREDIT_DECLINED,
        ManualCreditClosed,
        ("asked_by_id",),
        when=lambda fact: fact.state == "declined",
    ),
    Line(K.POSTING_ENDED, PostingEnded, ("person_id",)),
    Line(K.WORK_HANDED_OVER, PostingEnded, ("handed_to_id",)),
)
