from shequ_api.base.registry import Module
from shequ_api.features.need_matching.router import router

MODULE = Module(name="need_matching", title="供需相似", router=router)
