"""What other features may ask of departments."""

from shequ_api.features.departments import queries
from shequ_api.features.departments.models import Department as Department
from shequ_api.features.departments.speaking import department_of as department_of
from shequ_api.features.departments.speaking import speaks_for as speaks_for

department_for = queries.department_of
"""The department for which an actor speaks, as a SELECT; none, where none has named them."""
