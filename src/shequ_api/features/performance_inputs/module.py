from shequ_api.base.registry import Module, Retention

MODULE = Module(
    name="performance_inputs",
    title="考核依据",
    retention=[Retention("考核明细", "37 个月", "本人可逐条核对")],
)
