from shequ_api.base.registry import Module
from shequ_api.features.inspection_reviews.day_work import DAY_WORK
from shequ_api.features.inspection_reviews.router import router

MODULE = Module(name="inspection_reviews", title="排查审核", router=router, day_work=DAY_WORK)
