"""What other features may ask of services."""

from shequ_api.features.services.facts import FACTS as FACTS
from shequ_api.features.services.guide import GUIDE as GUIDE
from shequ_api.features.services.guide import MOST_FILES as MOST_FILES
from shequ_api.features.services.guide import MOST_MATERIALS as MOST_MATERIALS
from shequ_api.features.services.guide import GuideMaterial as GuideMaterial
from shequ_api.features.services.guide import ServiceGuide as ServiceGuide
from shequ_api.features.services.knowing import known_of_organisation as known_of_organisation
from shequ_api.features.services.knowing import known_of_person as known_of_person
from shequ_api.features.services.models import ServiceEdition as ServiceEdition
from shequ_api.features.services.models import ServiceItem as ServiceItem
from shequ_api.features.services.permissions import ServicePermission as ServicePermission
from shequ_api.features.services.queries import OfferedService as OfferedService
from shequ_api.features.services.queries import edition_of as edition_of
from shequ_api.features.services.queries import offered_at as offered_at
from shequ_api.features.services.rules import ApplicantKind as ApplicantKind
from shequ_api.features.services.rules import Channel as Channel
from shequ_api.features.services.rules import Judged as Judged
from shequ_api.features.services.rules import Known as Known
from shequ_api.features.services.rules import ResultKind as ResultKind
from shequ_api.features.services.rules import RuleVerdict as RuleVerdict
from shequ_api.features.services.rules import judge as judge
from shequ_api.features.services.rules import tells as tells
from shequ_api.features.services.schemas import JudgedRule as JudgedRule
from shequ_api.features.services.service import ServiceNotOffered as ServiceNotOffered
