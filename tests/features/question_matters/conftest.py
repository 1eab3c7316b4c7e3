from tests.features.knowledge_search.conftest import desk

__all__ = ["desk"]
