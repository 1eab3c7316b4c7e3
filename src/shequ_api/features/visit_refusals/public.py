"""What other features may ask of refusals."""

from shequ_api.features.visit_refusals.service import take_back as take_back
