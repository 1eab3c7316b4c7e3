"""What other features may ask of grants. Whoever asks has entered the walls as a district."""

from shequ_api.features.charity_grants.queries import last_month as last_month
from shequ_api.features.charity_grants.queries import waiting_points as waiting_points
from shequ_api.features.charity_grants.service.proposing import (
    propose_by_rule as propose_by_rule,
)
