from shequ_api.base.registry import Module
from shequ_api.features.register_upkeep.reactions import REACTIONS
from shequ_api.features.register_upkeep.router import router

MODULE = Module(
    name="register_upkeep", title="人房信息：核实与鲜活度", router=router, reactions=REACTIONS
)
