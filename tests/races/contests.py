"""What two windows may do at the same moment, and what may be there afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lms.curriculum.outline import Evidence, Signers
from tests.races.traces import WAITS, Trace
from tests.races.windows import PAGE, SCRIPT

DRAFT = "Dignity comes first."
DESK, PHONE = "Written at the desk.", "Written on the phone."
ELSEWHERE = "saved from another window or device meanwhile"


@dataclass(frozen=True)
class Act:
    """One request of one person, and what is there if it is the one that counts."""

    who: str
    path: str  # {work}, {key} and {review} are filled in
    left: Trace
    form: Mapping[str, str] = field(default_factory=dict)
    accept: str = PAGE


@dataclass(frozen=True)
class Contest:
    """Two acts at once: the same twice (both succeed), or the second one is told."""

    name: str
    prepared: Trace  # nothing, a draft, or something that waits
    acts: tuple[Act, Act]
    told: str = ""  # what the page of the second says, a regular expression
    evidence: Evidence = Evidence.RESPONSE
    signers: Signers = Signers.EITHER
    share: int = 1  # one of so many rounds is enough: a variation of another contest


UNTOUCHED = Trace()
BEGUN = Trace(("draft-started",), ("started",), version=1, text=DRAFT)
SENT = replace(
    BEGUN, verbs=("draft-started", "submitted"), reviews=(WAITS,), version=2, sent=(DRAFT,)
)
SIGNED = replace(
    SENT, verbs=(*SENT.verbs, "signed-off"), facts=("done", "signed", "started"),
    reviews=("accepted",), signatures=1,
)  # fmt: skip
RETURNED = replace(SENT, verbs=(*SENT.verbs, "returned"), reviews=("returned",))
WITHDRAWN = replace(SENT, verbs=(*SENT.verbs, "withdrawn"), reviews=("withdrawn",))
TICKED = Trace(("ticked",), ("done", "tick"))

TASK, APPROVAL = "/onboarding/{work}/tasks/{key}", "/approvals/{review}"


def _save(text: str, accept: str = PAGE) -> Act:
    form = {"version": "0", "answer_0": text}
    return Act("learner", f"{TASK}/draft", replace(BEGUN, text=text), form, accept)


def _send(text: str) -> Act:
    left = replace(SENT, version=2 + (text != DRAFT), text=text, sent=(text,))
    return Act("learner", f"{TASK}/send", left, {"version": "1", "answer_0": text})


def _sign(who: str) -> Act:
    form = {"sign-meaning": "reviewed", "sign-on": "{today}"}
    return Act(who, f"{APPROVAL}/sign-off", SIGNED, form)


def _return(who: str) -> Act:
    return Act(who, f"{APPROVAL}/return", RETURNED, {"return-comment": "Say more, please."})


SAVE_AGAIN = Act(
    "learner", f"{TASK}/draft", replace(BEGUN, version=2, text=PHONE),
    {"version": "1", "answer_0": PHONE},
)  # fmt: skip
TICK = Act("learner", f"{TASK}/tick", TICKED)
WITHDRAW = Act("learner", f"{TASK}/withdraw", WITHDRAWN, {"review": "{review}"})
BOSS, OFFICER, LEARNER = "Daniel Okafor", "Priya Raman", "Learner \\w+"
SENT_ALREADY = "sent already, maybe from another window"
BOTH_TEXTS = f"{ELSEWHERE}.*({DESK}.*{PHONE}|{PHONE}.*{DESK}|{DRAFT}.*{PHONE}|{PHONE}.*{DRAFT})"

CONTESTS = (
    Contest("signing twice", SENT, (_sign("supervisor"), _sign("supervisor"))),
    Contest("signing by two", SENT, (_sign("supervisor"), _sign("officer")),
            rf"({BOSS}|{OFFICER}) signed this off meanwhile", share=4),
    Contest("signing or returning", SENT, (_sign("supervisor"), _return("supervisor")),
            "You (signed this off|returned this) meanwhile"),
    Contest("signing or returning by two", SENT, (_sign("officer"), _return("supervisor")),
            rf"({OFFICER} signed this off|{BOSS} returned this) meanwhile", share=4),
    Contest("withdrawing or signing", SENT, (WITHDRAW, _sign("supervisor")),
            rf"({LEARNER} took this back|{BOSS} signed this off) meanwhile"),
    Contest("sending twice", BEGUN, (_send(DRAFT), _send(DRAFT))),
    Contest("sending two texts", BEGUN, (_send(DESK), _send(PHONE)),
            rf"{SENT_ALREADY}.*({DESK}|{PHONE})", share=4),
    Contest("sending or saving", BEGUN, (_send(DRAFT), SAVE_AGAIN),
            rf"{BOTH_TEXTS}|{SENT_ALREADY}.*{PHONE}", share=4),
    Contest("saving twice", UNTOUCHED, (_save(DESK), _save(DESK)), share=4),
    Contest("saving two texts", UNTOUCHED, (_save(DESK), _save(PHONE)), BOTH_TEXTS),
    Contest("saving two texts by themselves", UNTOUCHED,
            (_save(DESK, SCRIPT), _save(PHONE, SCRIPT)), rf'"elsewhere": ?true.*{ELSEWHERE}',
            share=4),
    Contest("ticking twice", UNTOUCHED, (TICK, TICK), evidence=Evidence.TICK,
            signers=Signers.NONE),
)  # fmt: skip
