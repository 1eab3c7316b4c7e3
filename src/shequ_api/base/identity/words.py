"""How the codes of this module read in the copy that somebody takes of what is kept about them."""

from shequ_api.base.identity.models import EvidenceKind, ProofMethod
from shequ_api.base.registry import Words

METHODS = {ProofMethod.ID_DOCUMENT: "证件信息一致", ProofMethod.COUNTER: "窗口当面核验"}
EVIDENCE = {
    EvidenceKind.APP_CONSENT: "本人在线授权",
    EvidenceKind.SIGNED_PAPER: "签字的授权书",
    EvidenceKind.COUNTER: "本人当面说明",
}
WORDS: Words = {"方式": METHODS, "依据": EVIDENCE}
