from shequ_api.base.registry import Module
from shequ_api.features.need_statistics.router import router

MODULE = Module(name="need_statistics", title="点单统单统计", router=router)
