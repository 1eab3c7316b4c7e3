"""How a month of reviews comes to its end: disputed, answered, frozen.

Nouns: dispute (考核申诉: waiting, then accepted or rejected; answered by somebody who is neither
the worker nor decided about it before), edition (a review as it was frozen), reopening (one
person asks, another agrees). Announces PerformanceDisputeAnswered, PerformanceMonthFrozen.
"""
