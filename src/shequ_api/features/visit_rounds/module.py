from shequ_api.base.registry import Module
from shequ_api.features.visit_rounds.router import router

MODULE = Module(name="visit_rounds", title="集中走访", router=router)
