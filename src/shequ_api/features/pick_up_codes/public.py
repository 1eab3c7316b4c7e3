"""What other features may ask of pick-up codes."""

from shequ_api.features.pick_up_codes.codes import PickUpCode as PickUpCode
from shequ_api.features.pick_up_codes.codes import StallKeys as StallKeys
from shequ_api.features.pick_up_codes.codes import code_in as code_in
from shequ_api.features.pick_up_codes.codes import digest_of as digest_of
from shequ_api.features.pick_up_codes.codes import fresh_number as fresh_number
from shequ_api.features.pick_up_codes.codes import last_day_of as last_day_of
from shequ_api.features.pick_up_codes.codes import shown as shown
