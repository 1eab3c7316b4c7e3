"""What other features may ask of pledges."""

from shequ_api.features.charity_pledges.rules import Sold as Sold
from shequ_api.features.charity_pledges.service.giving import Income as Income
from shequ_api.features.charity_pledges.service.giving import Promises as Promises
from shequ_api.features.charity_pledges.service.giving import give as give
from shequ_api.features.charity_pledges.service.giving import promises_of as promises_of
