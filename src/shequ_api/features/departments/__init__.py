"""Departments: those of a district that may ask grids to do something.

Nouns: department (部门), officer (who asks and gives for it: somebody posted as an officer of
departments in the district, for one of them).
"""
