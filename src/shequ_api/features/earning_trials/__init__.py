"""Earning trials (试算): what a rule would have paid for facts of the past, and what shadows would.

Keeps nothing: a trial reads the facts that were judged, and writes nothing.
"""
