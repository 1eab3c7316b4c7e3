"""What other features may read of what was earned."""

from shequ_api.features.earning_records.models import Earning as Earning
from shequ_api.features.earning_records.models import EarningFact as EarningFact
from shequ_api.features.earning_records.models import EarningReversal as EarningReversal
from shequ_api.features.earning_records.queries import (
    earning_taken_back_at as earning_taken_back_at,
)
