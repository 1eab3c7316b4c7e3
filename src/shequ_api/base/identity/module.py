from shequ_api.base.identity.router import router
from shequ_api.base.registry import Module

MODULE = Module(name="identity", title="我的身份", router=router)
