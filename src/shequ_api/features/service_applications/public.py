"""What other features may ask of applications."""

from shequ_api.features.service_applications.flow import OPEN as OPEN
from shequ_api.features.service_applications.flow import STATE_TITLES as STATE_TITLES
from shequ_api.features.service_applications.flow import ApplicationSide as ApplicationSide
from shequ_api.features.service_applications.flow import ApplicationState as ApplicationState
from shequ_api.features.service_applications.models import LISTED_BY as LISTED_BY
from shequ_api.features.service_applications.models import ServiceApplication as ServiceApplication
from shequ_api.features.service_applications.permissions import (
    ServiceApplicationPermission as ServiceApplicationPermission,
)
from shequ_api.features.service_applications.photos import ANSWERED as ANSWERED
from shequ_api.features.service_applications.photos import SIGNED as SIGNED
from shequ_api.features.service_applications.photos import Applicant as Applicant
from shequ_api.features.service_applications.photos import Handed as Handed
from shequ_api.features.service_applications.photos import named_photos as named_photos
from shequ_api.features.service_applications.photos import refuse_unfit as refuse_unfit
from shequ_api.features.service_applications.photos import reusable as reusable
from shequ_api.features.service_applications.photos import taken as taken
from shequ_api.features.service_applications.queries import DUE_ORDER as DUE_ORDER
from shequ_api.features.service_applications.queries import ORDER as ORDER
from shequ_api.features.service_applications.queries import acted_in as acted_in
from shequ_api.features.service_applications.queries import is_overdue as is_overdue
from shequ_api.features.service_applications.queries import is_theirs as is_theirs
from shequ_api.features.service_applications.queries import lines_of as lines_of
from shequ_api.features.service_applications.queries import served_by as served_by
from shequ_api.features.service_applications.queries import serves_in as serves_in
from shequ_api.features.service_applications.queries import still_assists as still_assists
from shequ_api.features.service_applications.schemas import ANSWERS as ANSWERS
from shequ_api.features.service_applications.schemas import DOCUMENT as DOCUMENT
from shequ_api.features.service_applications.schemas import LINE as LINE
from shequ_api.features.service_applications.schemas import MATERIAL as MATERIAL
from shequ_api.features.service_applications.schemas import MaterialPhotos as MaterialPhotos
from shequ_api.features.service_applications.schemas import Materials as Materials
from shequ_api.features.service_applications.schemas import (
    ServiceApplicationLine as ServiceApplicationLine,
)
from shequ_api.features.service_applications.schemas import (
    ServiceApplicationView as ServiceApplicationView,
)
from shequ_api.features.service_applications.schemas import by_key as by_key
from shequ_api.features.service_applications.schemas import documents_in as documents_in
from shequ_api.features.service_applications.service.filing import Filing as Filing
from shequ_api.features.service_applications.service.filing import (
    file_application as file_application,
)
from shequ_api.features.service_applications.service.stepping import facts_of as facts_of
from shequ_api.features.service_applications.service.stepping import guide_of as guide_of
from shequ_api.features.service_applications.service.stepping import hold as hold
from shequ_api.features.service_applications.service.stepping import office_time as office_time
from shequ_api.features.service_applications.service.stepping import take_step as take_step
from shequ_api.features.service_applications.showing import answers_of as answers_of
from shequ_api.features.service_applications.showing import line as line
from shequ_api.features.service_applications.showing import view_of as view_of
