from shequ_api.base.registry import Module
from shequ_api.features.visit_purposes.router import router

MODULE = Module(name="visit_purposes", title="走访事由", router=router)
