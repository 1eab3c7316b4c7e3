from shequ_api.base.registry import Module
from shequ_api.features.service_matters.reactions import REACTIONS

MODULE = Module(name="service_matters", title="办件待办", reactions=REACTIONS)
