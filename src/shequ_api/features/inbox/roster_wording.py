"""The words of what is told about the rosters of buildings. A message is read on a lock screen:
none says as what somebody is to stand there."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

MINE = ("roster_entry", "list_my_roster_entries")
ROSTER_WORDS: Mapping[K, Words] = {
    K.ROSTER_PROPOSED: Words(
        "楼栋公示待您答复", "社区邀请您参加楼栋公示，您同意后才会公示；请查看后答复。", *MINE
    ),
    K.ROSTER_REMOVED: Words("楼栋公示已移出", "社区已将您移出楼栋公示，原因请见详情。", *MINE),
}
