from shequ_api.base.registry import Module
from shequ_api.features.notice_matters.reactions import REACTIONS

MODULE = Module(name="notice_matters", title="通知待办", reactions=REACTIONS)
