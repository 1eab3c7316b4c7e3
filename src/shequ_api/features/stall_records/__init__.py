"""Stall records (核销记录): what stalls handed over, looked at by whom it concerns.

Noun: conflict (a record that did not fit, or whose sender ordered it, until the community has said
what comes of it: the resident pays as ordered, or nobody does). The records are the
redemptions'. Announces nothing.
"""
