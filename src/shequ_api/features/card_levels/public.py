"""What other features may ask of levels."""

from shequ_api.features.card_levels.service import level_of as level_of
from shequ_api.features.card_levels.showing import in_words as in_words
