"""What other features may ask of levels."""

from shequ_api.features.card_levels.rules import Levels as Levels
from shequ_api.features.card_levels.rules import Step as Step
from shequ_api.features.card_levels.rules import find_step as find_step
from shequ_api.features.card_levels.rules import stands_on as stands_on
from shequ_api.features.card_levels.service import level_keys as level_keys
from shequ_api.features.card_levels.service import level_of as level_of
from shequ_api.features.card_levels.service import levels_known as levels_known
from shequ_api.features.card_levels.service import step_named as step_named
from shequ_api.features.card_levels.showing import in_words as in_words
