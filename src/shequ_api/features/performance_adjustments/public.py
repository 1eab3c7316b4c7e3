"""What other features may ask of adjustments: to enter one, and to take back a month's."""

from shequ_api.features.performance_adjustments.service.disputing import adjust
from shequ_api.features.performance_adjustments.service.reversing import take_back

__all__ = ["adjust", "take_back"]
