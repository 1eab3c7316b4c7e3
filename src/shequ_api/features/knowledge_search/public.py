"""What other features may ask of the search."""

from shequ_api.features.knowledge_search.service import find as find
