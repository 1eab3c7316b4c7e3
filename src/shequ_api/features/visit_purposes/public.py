"""What other features may ask of purposes."""

from shequ_api.features.visit_purposes.models import VisitPurpose as VisitPurpose
