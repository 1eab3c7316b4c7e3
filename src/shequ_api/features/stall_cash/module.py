from shequ_api.base.registry import Module

MODULE = Module(name="stall_cash", title="摊位收款")
