"""SLA policies (时限规则): how long tickets of a place and category may take, and when offices are
open.

Nouns: policy, office hours (办公时间), each an edition after the other; the outlook of a change:
how many open tickets it makes overdue. Ticket clocks keep them and go by them. Announces nothing;
has ticket clocks reckon open tickets anew.
"""
