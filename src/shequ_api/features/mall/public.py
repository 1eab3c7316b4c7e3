"""What other features may ask of the mall: goods, what is promised of them, and their stock."""

from shequ_api.features.mall.models import Goods as Goods
from shequ_api.features.mall.models import GoodsEdition as GoodsEdition
from shequ_api.features.mall.queries import for_sale as for_sale
from shequ_api.features.mall.queries import stock_taken as stock_taken
from shequ_api.features.mall.rules import Shelf as Shelf
from shequ_api.features.mall.rules import is_open as is_open
from shequ_api.features.mall.service.offering import note_move as note_move
