from shequ_api.base.registry import Module
from shequ_api.features.earning_trials.router import router

MODULE = Module(name="earning_trials", title="积分规则试算", router=router)
