"""What other features may ask of the mall.

Whoever orders calls `goods_on_sale`, `reserve` (levels, residents, limits and stock at once), and
`release` for what comes to nothing; `take_gone` for what came to nothing and was gone already.
"""

from shequ_api.features.mall.models import GoodsEdition as GoodsEdition
from shequ_api.features.mall.service.taking import GoodsChanged as GoodsChanged
from shequ_api.features.mall.service.taking import LimitReached as LimitReached
from shequ_api.features.mall.service.taking import OnSale as OnSale
from shequ_api.features.mall.service.taking import SoldOut as SoldOut
from shequ_api.features.mall.service.taking import Taken as Taken
from shequ_api.features.mall.service.taking import goods_on_sale as goods_on_sale
from shequ_api.features.mall.service.taking import release as release
from shequ_api.features.mall.service.taking import reserve as reserve
from shequ_api.features.mall.service.taking import take_gone as take_gone
