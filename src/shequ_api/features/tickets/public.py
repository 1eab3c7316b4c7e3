"""What other features may ask of tickets."""

from datetime import datetime

from shequ_api.features.tickets import service
from shequ_api.features.tickets.anonymity import ReporterSeal as ReporterSeal
from shequ_api.features.tickets.anonymity import end_seal as end_seal
from shequ_api.features.tickets.anonymity import filed_by as filed_by
from shequ_api.features.tickets.anonymity import is_reporter as is_reporter
from shequ_api.features.tickets.anonymity import keep_unnamed as keep_unnamed
from shequ_api.features.tickets.anonymity import reporter_of as reporter_of
from shequ_api.features.tickets.anonymity import seal_of as seal_of
from shequ_api.features.tickets.anonymity import signer_of as signer_of
from shequ_api.features.tickets.flow import ENDED_WELL as ENDED_WELL
from shequ_api.features.tickets.flow import FLOW as FLOW
from shequ_api.features.tickets.flow import OPEN as OPEN
from shequ_api.features.tickets.flow import STATE_TITLES as STATE_TITLES
from shequ_api.features.tickets.flow import STEP_TITLES as STEP_TITLES
from shequ_api.features.tickets.flow import TicketState as TicketState
from shequ_api.features.tickets.loading_router import TheTicket as TheTicket
from shequ_api.features.tickets.loading_router import ticket_in_view as ticket_in_view
from shequ_api.features.tickets.models import BROAD as BROAD
from shequ_api.features.tickets.models import Service as Service
from shequ_api.features.tickets.models import Ticket as Ticket
from shequ_api.features.tickets.models import TicketHelper as TicketHelper
from shequ_api.features.tickets.models import TicketPhoto as TicketPhoto
from shequ_api.features.tickets.permissions import SETTLERS as SETTLERS
from shequ_api.features.tickets.permissions import TicketPermission as TicketPermission
from shequ_api.features.tickets.queries import assigned_to as assigned_to
from shequ_api.features.tickets.queries import filed_for_others as filed_for_others
from shequ_api.features.tickets.queries import helped_by as helped_by
from shequ_api.features.tickets.queries import in_reach as in_reach
from shequ_api.features.tickets.queries import ticket_lines as ticket_lines
from shequ_api.features.tickets.queries import who_took as who_took
from shequ_api.features.tickets.queries import with_open_subtasks as with_open_subtasks
from shequ_api.features.tickets.rules import handles_it as handles_it
from shequ_api.features.tickets.rules import is_overdue as is_overdue
from shequ_api.features.tickets.rules import knows_reporter as knows_reporter
from shequ_api.features.tickets.rules import may_settle as may_settle
from shequ_api.features.tickets.rules import sees_position as sees_position
from shequ_api.features.tickets.rules import works_on as works_on
from shequ_api.features.tickets.schemas import Photos as Photos
from shequ_api.features.tickets.schemas import TicketLine as TicketLine
from shequ_api.features.tickets.schemas import TicketReason as TicketReason
from shequ_api.features.tickets.schemas import TicketView as TicketView
from shequ_api.features.tickets.schemas import Voices as Voices
from shequ_api.features.tickets.service import AssigneeUnfit as AssigneeUnfit
from shequ_api.features.tickets.service import AwaitsArbitration as AwaitsArbitration
from shequ_api.features.tickets.service import NotYourTask as NotYourTask
from shequ_api.features.tickets.service import NotYourTicket as NotYourTicket
from shequ_api.features.tickets.service import RulingBinds as RulingBinds
from shequ_api.features.tickets.service import accept as accept
from shequ_api.features.tickets.service import refuse_strangers as refuse_strangers
from shequ_api.features.tickets.service import settle as settle
from shequ_api.features.tickets.showing import view_of as view_of
from shequ_api.features.tickets.steps import facts_of as facts_of
from shequ_api.features.tickets.steps import give as give
from shequ_api.features.tickets.steps import stay as stay
from shequ_api.features.tickets.steps import take_step as take_step

enter_ticket = service.file_ticket
"""File one, by those who have the rows."""


def note_due(ticket: Ticket, *, due_at: datetime | None, ended_at: datetime | None) -> None:
    """What its clocks say of a ticket whose case is locked: when the next thing is due, and since
    when nothing is to be done."""
    ticket.due_at, ticket.ended_at = due_at, ended_at
