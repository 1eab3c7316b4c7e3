from shequ_api.base.registry import Module
from shequ_api.features.inspection_batches.router import router

MODULE = Module(name="inspection_batches", title="排查批量提交", router=router)
