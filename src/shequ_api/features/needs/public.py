"""What other features may ask of needs."""

from shequ_api.features.needs.models import LISTED_BY as LISTED_BY
from shequ_api.features.needs.models import Need as Need
from shequ_api.features.needs.models import NeedCategory as NeedCategory
from shequ_api.features.needs.personal import erase as forget_needs
from shequ_api.features.needs.queries import PASSED as PASSED
from shequ_api.features.needs.queries import desk_lines as desk_lines
from shequ_api.features.needs.queries import taken_in_at as taken_in_at
from shequ_api.features.needs.rules import NeedState as NeedState
from shequ_api.features.needs.rules import wanted_terms as wanted_terms
from shequ_api.features.needs.schemas import DESK_LINE as DESK_LINE
from shequ_api.features.needs.schemas import SAID as SAID
from shequ_api.features.needs.schemas import CategoryCode as CategoryCode
from shequ_api.features.needs.schemas import NeedDeskLine as NeedDeskLine
from shequ_api.features.needs.schemas import NeedDraft as NeedDraft
from shequ_api.features.needs.schemas import Quantity as Quantity
from shequ_api.features.needs.service import NotYourNeed as NotYourNeed
from shequ_api.features.needs.service import check_category as check_category
from shequ_api.features.needs.service import hold_waiting as hold_waiting
from shequ_api.features.needs.service import place_for as place_for
from shequ_api.features.needs.service import place_need as place_need
from shequ_api.features.needs.service import turn as turn

__all__ = ["forget_needs"]
