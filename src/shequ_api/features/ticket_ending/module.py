from shequ_api.base.registry import Module

MODULE = Module(name="ticket_ending", title="诉求办结之后")
