"""What other features may ask of pools."""

from shequ_api.features.need_pools.flow import PoolState as PoolState
from shequ_api.features.need_pools.loading_router import AnyPool as AnyPool
from shequ_api.features.need_pools.loading_router import OurPool as OurPool
from shequ_api.features.need_pools.models import NeedPool as NeedPool
from shequ_api.features.need_pools.permissions import PoolPermission as PoolPermission
from shequ_api.features.need_pools.queries import open_in as open_in
from shequ_api.features.need_pools.queries import pool_lines as pool_lines
from shequ_api.features.need_pools.queries import standing as standing
from shequ_api.features.need_pools.rules import pool_line as pool_line
from shequ_api.features.need_pools.rules import rating_until as rating_until
from shequ_api.features.need_pools.rules import ratio as ratio
from shequ_api.features.need_pools.schemas import LINE as POOL_LINE
from shequ_api.features.need_pools.schemas import NeedPoolLine as NeedPoolLine
from shequ_api.features.need_pools.service.holding import hold as hold
from shequ_api.features.need_pools.service.members import belongs as belongs

__all__ = ["POOL_LINE"]
