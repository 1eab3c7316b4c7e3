from shequ_api.base.registry import Module
from shequ_api.features.points_matters.reactions import REACTIONS

MODULE = Module(name="points_matters", title="积分待办", reactions=REACTIONS)
