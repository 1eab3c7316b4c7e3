from shequ_api.base.registry import Module
from shequ_api.features.question_matters.reactions import REACTIONS

MODULE = Module(name="question_matters", title="问答待办", reactions=REACTIONS)
