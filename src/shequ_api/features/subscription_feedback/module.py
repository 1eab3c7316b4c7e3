from shequ_api.base.registry import Module
from shequ_api.features.subscription_feedback.hearing import PUSHES
from shequ_api.features.subscription_feedback.router import router

MODULE = Module(name="subscription_feedback", title="订阅回执", router=router, pushes=PUSHES)
