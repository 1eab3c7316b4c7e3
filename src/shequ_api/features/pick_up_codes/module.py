from shequ_api.base.registry import Module

MODULE = Module(name="pick_up_codes", title="取货码")
