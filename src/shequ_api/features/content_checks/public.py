"""What other features may ask of content checks."""

from shequ_api.features.content_checks.asking import forget_authors as forget_authors
from shequ_api.features.content_checks.asking import hand_in as hand_in
from shequ_api.features.content_checks.asking import is_handed_in as is_handed_in
from shequ_api.features.content_checks.asking import state_of as state_of
from shequ_api.features.content_checks.asking import take_back as take_back
from shequ_api.features.content_checks.listing import refuse_unfit as refuse_unfit
from shequ_api.features.content_checks.states import ContentState as ContentState
