from shequ_api.base.registry import Module
from shequ_api.features.charity_disclosures.reactions import REACTIONS

MODULE = Module(name="charity_disclosures", title="公益公示", reactions=REACTIONS)
