"""What other features may ask of what minors donate."""

from shequ_api.features.charity_minors.rules import MinorTerms as MinorTerms
from shequ_api.features.charity_minors.service import refuse_excess as refuse_excess
from shequ_api.features.charity_minors.service import terms_for as terms_for
