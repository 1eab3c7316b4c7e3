"""What other features may ask of what is read at a place: by all, and by who belongs there."""

from shequ_api.features.notice_reading.queries import Spot as Spot
from shequ_api.features.notice_reading.queries import shown_at as shown_at
from shequ_api.features.notice_reading.queries import spots_of as spots_of
from shequ_api.features.notice_reading.queries import spots_of_place as spots_of_place
