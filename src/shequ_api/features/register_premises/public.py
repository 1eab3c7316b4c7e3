"""What other features may ask of premises."""

from shequ_api.features.register_premises.queries import premises_in_scope, premises_of
from shequ_api.features.register_premises.schemas import SHOP, PremisesView
from shequ_api.features.register_premises.service import PremisesClosed
from shequ_api.features.register_premises.showing import shown_premises

__all__ = [
    "SHOP",
    "PremisesClosed",
    "PremisesView",
    "premises_in_scope",
    "premises_of",
    "shown_premises",
]
