"""Names of people and compounds, put together from signs by their frequency."""

import re
from random import Random

# How often a surname is met, per thousand, roughly as the public rankings of surnames have it.
_SURNAMES = (
    "王72李71张67刘54陈45杨34黄26吴24赵23周22徐18孙18马15朱14胡14林14郭13何13高12罗12"
    "郑11梁10谢9宋8唐8许7邓7冯7韩7曹6曾6彭6肖6蔡5潘5田5董5袁5于5余4叶4蒋4杜4苏4魏4程4吕4"
    "丁4沈3任3姚3卢3傅3钟3姜3崔3谭3廖3范3汪3陆3金3石3戴2贾2韦2夏2邱2方2侯2邹2熊2孟2秦2白2江2"
    "阎2薛2尹2段2雷2龙2黎2史2陶2贺2毛2郝2顾2龚2邵2万2覃2武2钱2赖1伍1文1向1付1冉1卿1岳1代1蒲1"
)
_FOUND = re.findall(r"(\D)(\d+)", _SURNAMES)
SURNAMES: tuple[str, ...] = tuple(surname for surname, _ in _FOUND)
SURNAME_WEIGHTS = tuple(int(weight) for _, weight in _FOUND)

# Signs of given names: of those born before 1965, before 1990, and since.
MEN = (
    "国建明德志华文光成福贵荣林清正元忠义全兴",
    "伟强军勇涛斌波杰超鹏辉刚峰磊洋平亮宏凯旭",
    "宇浩轩泽睿辰博子晨俊霖航昊然铭毅嘉诚煜翰",
)
WOMEN = (
    "秀英兰珍芳桂玉琼素华惠蓉碧群淑贞莲凤容芬",
    "丽敏静燕霞艳娟红玲娜梅倩婷雪莉萍丹莎颖慧",
    "涵雨欣怡梓诗彤萱琪悦佳妍依可若语馨宁珂漫",
)
BORN_SINCE = (1965, 1990)
TWO_SIGNS = 0.8


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STREETS = _words(
    "建设路 双林路 猛追湾街 府青路 八里庄路 杉板桥路 二环路东三段 跳蹬河南路 万年路 双桥路 "
    "青龙场正街 昭觉寺南路 龙潭寺东路 和美西路 迎晖路 成华大道 长天路 桃蹊路 文德路 东光街"
)
LEADING = _words(
    "锦绣 东苑 春晓 望江 青龙 蓝谷 翠堤 和悦 金桂 银杏 芙蓉 枫林 香樟 云锦 明月 玉带 沁园 书香 "
    "安康 长乐 怡馨 润泽 天悦 星河 临湖 橡树 梧桐 紫荆 映月 华庭"
)
TRAILING = _words("雅苑 花园 小区 家园 新居 雅居 名邸 华府 嘉园 公寓")
VILLAGES = _words("张家 李家 王家 杨家 陈家 刘家 大湾 石桥 堰塘 竹林 柏树 水碾 高坎 古井")
SPECIAL = _words("商场 学校 农贸市场 医院 写字楼 产业园 公园 工地 批发市场 地铁站")
"""What dedicated grids are drawn around."""


def surname(random: Random) -> str:
    (found,) = random.choices(SURNAMES, SURNAME_WEIGHTS)
    return found


def full_name(random: Random, family: str, male: bool, born: int) -> str:
    """A name of somebody born in a year: one or two signs after the surname."""
    generation = sum(born >= year for year in BORN_SINCE)
    signs = (MEN if male else WOMEN)[generation]
    given = random.choice(signs)
    if random.random() < TWO_SIGNS:
        given += random.choice(signs)
    return family + given


def courtyard_name(random: Random) -> str:
    """An old courtyard is called by its street and number."""
    return f"{random.choice(STREETS)}{random.randint(1, 299)}号院"


def estate_name(random: Random) -> str:
    return random.choice(LEADING) + random.choice(TRAILING)


def village_name(random: Random) -> str:
    return f"{random.choice(VILLAGES)}{random.choice(('院子', '林盘', '大院'))}"
