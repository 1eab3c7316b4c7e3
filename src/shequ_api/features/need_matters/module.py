from shequ_api.base.registry import Module
from shequ_api.features.need_matters.reactions import REACTIONS

MODULE = Module(name="need_matters", title="统单待办", reactions=REACTIONS)
