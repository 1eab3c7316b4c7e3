from shequ_api.base.registry import Module, Retention
from shequ_api.features.card_level_news.personal import PERSONAL_DATA
from shequ_api.features.card_level_news.reactions import REACTIONS

MODULE = Module(
    name="card_level_news",
    title="幸福卡等级告知",
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("幸福卡等级的告知记录", "长期；随卡保留", "等级升高时只告知一次")],
)
