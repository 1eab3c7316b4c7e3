"""The base: who, where, what happened.

`places` and `people` say where and who, `access` who may do what, `events` what happened and what
is still to be done, `files` what was handed in, `wechat` speaks with the platform. `registry` is
the form in which every feature registers itself.
"""
