"""Register exports: the people of a scope as a sheet to take away.

Masked, unless what is masked is asked for with a purpose: then each person's look is logged, as if
each had been revealed. No cell of the sheet is a formula.
"""
