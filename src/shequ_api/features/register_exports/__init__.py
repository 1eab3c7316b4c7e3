"""Register exports: the people, or the shops and firms, of a scope as a sheet to take away,
by the column names that an import reads.

Masked, unless what is masked is asked for with a purpose: then each person's look is logged, as if
each had been revealed. No cell of the sheet is a formula.
"""
