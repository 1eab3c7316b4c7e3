"""What other features may ask of ratings."""

from shequ_api.features.ticket_ratings.models import TicketEnding as TicketEnding
from shequ_api.features.ticket_ratings.models import TicketRating
from shequ_api.features.ticket_ratings.queries import fit_comment as fit_comment
from shequ_api.features.ticket_ratings.rules import RELATION_TITLES as RELATION_TITLES
from shequ_api.features.ticket_ratings.rules import Stake as Stake
from shequ_api.features.ticket_ratings.service import ReinspectionDecides as ReinspectionDecides
from shequ_api.features.ticket_ratings.terms import terms_of as terms_of

GivenRating = TicketRating
"""A rating's row; a ticket's own slip has the other name."""
