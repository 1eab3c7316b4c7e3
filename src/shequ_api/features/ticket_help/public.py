"""What other features may ask of help."""

from shequ_api.features.ticket_help.ending import ended_with as ended_with
from shequ_api.features.ticket_help.handover import fit_for as fit_for
from shequ_api.features.ticket_help.helping import let_help as let_help
from shequ_api.features.ticket_help.holding import Held as Held
from shequ_api.features.ticket_help.holding import check_leads as check_leads
from shequ_api.features.ticket_help.holding import check_worked_on as check_worked_on
from shequ_api.features.ticket_help.holding import facts_of as facts_of
from shequ_api.features.ticket_help.holding import hold as hold
from shequ_api.features.ticket_help.holding import hold_many as hold_many
from shequ_api.features.ticket_help.holding import leads as leads
from shequ_api.features.ticket_help.loading_router import Handled as Handled
from shequ_api.features.ticket_help.loading_router import Led as Led
from shequ_api.features.ticket_help.loading_router import Settler as Settler
from shequ_api.features.ticket_help.loading_router import fits as fits
from shequ_api.features.ticket_help.loading_router import head_of as head_of
from shequ_api.features.ticket_help.queries import handled as handled
from shequ_api.features.ticket_help.queries import open_helps as open_helps
from shequ_api.features.ticket_help.states import HelpEnd as HelpEnd
