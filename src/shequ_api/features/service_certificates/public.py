"""What other features may ask of certificates."""

from shequ_api.features.service_certificates.models import (
    ServiceCertificate as ServiceCertificate,
)
from shequ_api.features.service_certificates.queries import latest_of as latest_of
from shequ_api.features.service_certificates.service import Grant as Grant
from shequ_api.features.service_certificates.service import issue as issue
