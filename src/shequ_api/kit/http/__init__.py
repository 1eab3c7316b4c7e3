"""The HTTP edge: one request is one transaction, committed before the reply.

`route` owns the transaction, `exchange` is the request's own state, `policy` makes every route
say who may use it, `idempotency` answers a repeated POST with its first answer, `problems` renders
refusals, `middleware` holds limits and headers, `openapi` completes the document.
"""
