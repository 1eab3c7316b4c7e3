from shequ_api.base.registry import Module
from shequ_api.features.visit_refusals.router import router

MODULE = Module(name="visit_refusals", title="撤回谢绝走访", router=router)
