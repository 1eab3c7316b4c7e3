"""What other features may ask of family cards."""

from shequ_api.features.family_cards.paying import hold_by as hold_by
from shequ_api.features.family_cards.paying import pay_after as pay_after
from shequ_api.features.family_cards.paying import pay_by as pay_by
from shequ_api.features.family_cards.refusals import FamilyCardRefused as FamilyCardRefused
from shequ_api.features.family_cards.rules import CardChoice as CardChoice
