from shequ_api.base.registry import Module
from shequ_api.features.service_promises.router import router

MODULE = Module(name="service_promises", title="服务承诺", router=router)
