"""What other features may ask of takings.

Whoever orders calls `goods_on_sale`, `reserve` (levels, residents, limits and stock at once), and
`release` for what comes to nothing; `take_gone` for what came to nothing and was gone already.
"""

from shequ_api.features.mall_takings.service import GoodsChanged as GoodsChanged
from shequ_api.features.mall_takings.service import LimitReached as LimitReached
from shequ_api.features.mall_takings.service import OnSale as OnSale
from shequ_api.features.mall_takings.service import SoldOut as SoldOut
from shequ_api.features.mall_takings.service import Taken as Taken
from shequ_api.features.mall_takings.service import goods_on_sale as goods_on_sale
from shequ_api.features.mall_takings.service import release as release
from shequ_api.features.mall_takings.service import reserve as reserve
from shequ_api.features.mall_takings.service import take_gone as take_gone
