"""What other features may ask of the knowledge base."""

from shequ_api.features.knowledge.models import KnowledgeArticle as KnowledgeArticle
from shequ_api.features.knowledge.models import KnowledgeTerm as KnowledgeTerm
from shequ_api.features.knowledge.queries import PUBLISHED as PUBLISHED
from shequ_api.features.knowledge.queries import article_lines as article_lines
from shequ_api.features.knowledge.queries import places_over as places_over
from shequ_api.features.knowledge.queries import still_stale as still_stale
from shequ_api.features.knowledge.schemas import ArticleDraft as ArticleDraft
from shequ_api.features.knowledge.schemas import ArticleLine as ArticleLine
from shequ_api.features.knowledge.service import publish_article as publish_article
from shequ_api.features.knowledge.service import write_article as write_article
