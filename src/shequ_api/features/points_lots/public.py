"""What other features may ask of lots: moving points of cards, and what expires when.

`move_points`, `set_aside`, `post` and `undo` are the ledger's `transfer`, `hold`, `post` and
`reverse`, for accounts of the kind `CARD`; `move_lots` brings chosen lots to another card.
"""

from shequ_api.features.points_lots.checker import verify as verify
from shequ_api.features.points_lots.models import PointsLot as PointsLot
from shequ_api.features.points_lots.queries import LOT_ORDER as LOT_ORDER
from shequ_api.features.points_lots.queries import lots_of as lots_of
from shequ_api.features.points_lots.rules import NEVER as NEVER
from shequ_api.features.points_lots.service.moving import give_back as give_back
from shequ_api.features.points_lots.service.moving import move_points as move_points
from shequ_api.features.points_lots.service.moving import post as post
from shequ_api.features.points_lots.service.moving import set_aside as set_aside
from shequ_api.features.points_lots.service.moving import undo as undo
from shequ_api.features.points_lots.service.picking import move_lots as move_lots
from shequ_api.features.points_lots.service.policies import last_day_of as last_day_of
from shequ_api.features.points_lots.service.sweeping import lost_of as lost_of
from shequ_api.features.points_lots.service.telling import Notice as Notice
from shequ_api.features.points_lots.service.telling import due_notices as due_notices
from shequ_api.features.points_lots.standing import coming_of as coming_of
from shequ_api.features.points_lots.standing import standing_from as standing_from
from shequ_api.features.points_lots.standing import standing_lines as standing_lines
from shequ_api.features.points_lots.standing import standing_of as standing_of
from shequ_api.features.points_lots.statements import CARD as CARD
