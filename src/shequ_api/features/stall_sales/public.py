"""What other features may ask of stall sales."""

from shequ_api.features.stall_sales.models import StallSale as StallSale
from shequ_api.features.stall_sales.stating import note_stated as note_stated
from shequ_api.features.stall_sales.stating import refund_stated as refund_stated
