"""What other features may ask of the five codes."""

from shequ_api.features.five_codes.front import FrontDoor as FrontDoor
from shequ_api.features.five_codes.front import Layers as Layers
from shequ_api.features.five_codes.front import filled_by as filled_by
from shequ_api.features.five_codes.outlook import Outlook as Outlook
from shequ_api.features.five_codes.outlook import viewer_of as viewer_of
from shequ_api.features.five_codes.queries import published_over as published_over
from shequ_api.features.five_codes.rules import Viewer as Viewer
from shequ_api.features.five_codes.schemas import HEAD as HEAD
from shequ_api.features.five_codes.schemas import HeadView as HeadView
