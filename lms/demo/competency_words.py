"""What is said of competencies in the demo: who rated whom how high, and in which words.

Levels stand one after another in the order of `KEYS`, a blank between two fields of work: 0 is for
what nobody has seen yet, a dash for what was left out. Whatever is said to somebody is said to
them, as it would be between people who work together.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lms.curriculum.framework_outline import Step
from lms.demo.branches import TERESA, Colleague

KEYS = (
    "ethics", "confidentiality", "supervision",
    "engagement", "culture-and-language", "communication",
    "program-knowledge", "assessment", "planning", "service-delivery",
    "referral", "teamwork",
    "safety", "documentation",
)  # fmt: skip


class Side(NamedTuple):
    """How one of the two rated, so many days after the review opened, and what they said."""

    after: int
    levels: str
    said: Mapping[str, str] = {}
    finished: bool = True


class Answer(NamedTuple):
    """That somebody has read it, so many days after the review opened, and what they answered."""

    after: int
    words: str = ""


class Review(NamedTuple):
    """A review of the cycle, as far as it came."""

    handle: str
    day: int
    mine: Side | None = None
    theirs: Side | None = None
    answer: Answer | None = None


class Rated(NamedTuple):
    """A rating outside a review, so many days ago; `wrong`: when it was taken back, and why."""

    handle: str
    days: int
    key: str
    level: int
    said: str
    wrong: tuple[int, str] | None = None
    paper: tuple[Colleague, int] | None = None  # who made it, so many days ago; then copied


class Decided(NamedTuple):
    """What was decided about an activity, so many days ago; no step: it was suspended."""

    handle: str
    days: int
    activity: str
    step: Step | None
    why: str = ""


REVIEWS = (
    Review(
        "grace", 30,
        Side(1, "222 223 2111 12 21", {
            "communication": "In our role-play I felt at home.",
        }),
        Side(6, "221 221 2110 01 20", {
            "ethics": "You tell people what we cannot do for them, and you say it kindly.",
            "supervision": "You come when I ask you to. Bring questions of your own too.",
            "communication": "In the role-play you gave advice before you had asked anything. Most "
                             "of us begin there.",
            "teamwork": "You know who does what. In the meeting you left it to others to say it.",
        }),
        Answer(8, "We remember the same role-play differently. I would like to try it again."),
    ),
    Review(
        "grace", 60,
        Side(2, "232 322 3222 22 22"),
        Side(5, "222 322 2221 22 22", {
            "confidentiality": "You asked if the release covers that partner before you called.",
            "assessment": "The part that was yours had an order. The scores come a little fast.",
            "service-delivery": "So far you have watched an ending. Lead the next one with me.",
            "safety": "You know each step of the protocols, still in the words of the sheet.",
        }),
        Answer(7),
    ),
    Review(
        "grace", 90,
        Side(2, "333 333 3332 33 33", {
            "planning": "I owe the last review of a plan to a colleague who sat beside me.",
        }),
        Side(6, "333 342 3323 33 33", {
            "culture-and-language": "Interpreters ask for you. Show our new people how you brief "
                                    "them.",
            "communication": "You hold advice back now. What I miss is a summary at the end.",
            "assessment": "You led it from the first question to the last score. Nothing to add.",
            "safety": "You stopped, called me and only then went on. Exactly so.",
        }),
        Answer(9, "Thank you. I will ask you to listen for the summary the next time."),
    ),
    Review(
        "yonas", 30,
        Side(2, "222 222 2111 11 21"),
        Side(5, "222 221 2110 01 20", {
            "program-knowledge": "You look it up before you answer. Never lose that.",
            "communication": "Your open questions are good. Then you answer them yourself.",
            "safety": "You know whom to call, and in which order.",
        }),
        Answer(7, "True. Next time I wait until it gets uncomfortable."),
    ),
    Review(
        "yonas", 60,
        Side(3, "232 232 2322 22 32", {
            "safety": "I know all three protocols by heart.",
        }),
        Side(10, "222 222 2212 22 12", {
            "assessment": "You followed the form and still looked up from it.",
            "planning": "Two of the goals were ours more than theirs. Ask once more.",
            "safety": "By heart, yes. When we played the call, you went on before the answer was "
                      "out. Let us play it again.",
            "documentation": "Your notes begin with what was done. I can follow them.",
        }),
    ),
    Review(
        "hanna", 30,
        Side(3, "222 221 2100 12 20", {
            "culture-and-language": "How do I stop an interpreter who sums things up? I let it "
                                    "pass twice.",
            "referral": "The call with the nurse was my first, and I had help.",
        }),
    ),
    Review("samira", 30, Side(10, "2-- 2-- ---- -- --", finished=False)),
    Review(
        "kofi", 30, None,
        Side(10, "2-1 21- 21-- -- 2-", {
            "ethics": "I did not want this to wait any longer, so it is my view only. Add yours "
                      "when we meet.",
            "supervision": "Our hour fell through more than once, and mine was the fault as often "
                           "as yours. Let us choose a day that holds.",
        }),
    ),
    Review(
        "oksana", 90,
        Side(2, "333 3-- 33-- -3 33"),
        Side(6, "333 3-- 32-- -3 33", {
            "assessment": "You have helped with one and it was good. Now lead one.",
        }),
        Answer(9, "Gladly. Could it be this month?"),
    ),
)  # fmt: skip
RATED = (
    Rated("mei", 16, "communication", 3, "In the group you met each worry with a reflection.",
          wrong=(11, "I chose the wrong level and signed before I looked.")),
    Rated("mei", 11, "communication", 2, "In the group you met each worry with a reflection. With "
          "families you still give advice when the hour gets late."),
    Rated("samira", 1, "assessment", 2, "From the sheet in her folder: she gave a reason for each "
          "score, and came back to the question that she had left out.", paper=(TERESA, 6)),
)  # fmt: skip
DECIDED = (
    Decided("grace", 101, "assessment", Step.SHADOW),
    Decided("grace", 96, "assessment", Step.CO_LEAD, "The two assessments that you sat in on stand "
            "on paper, from before we had the log. I was there both times."),
    Decided("grace", 75, "assessment", Step.LEAD_OBSERVED),
    Decided("grace", 42, "assessment", Step.INDEPENDENT),
    Decided("grace", 96, "close-out", Step.CO_LEAD),
    Decided("grace", 41, "intake", Step.LEAD_OBSERVED),
    Decided("grace", 74, "home-visit", Step.CO_LEAD),
    Decided("grace", 68, "home-visit", Step.LEAD_OBSERVED),
    Decided("grace", 26, "home-visit", None, "You went on to another visit, and nobody in the "
            "office knew where you were. Nothing happened. I have to know that you are safe."),
    Decided("grace", 12, "home-visit", Step.LEAD_OBSERVED, "We went through our rule for visits, "
            "and since then you have called before and after each one."),
    Decided("grace", 9, "close-out", Step.INDEPENDENT),
    Decided("yonas", 36, "assessment", Step.CO_LEAD),
    Decided("yonas", 36, "close-out", Step.CO_LEAD),
    Decided("yonas", 8, "case-notes", Step.LEAD_OBSERVED),
    Decided("yonas", 8, "intake", Step.LEAD_OBSERVED),
    Decided("marisol", 2, "intake", Step.SHADOW),
    Decided("marisol", 2, "referral", Step.SHADOW),
    Decided("mei", 23, "home-visit", Step.CO_LEAD, "You visited families at home for years in your "
            "last job, and we went through our own rules for it."),
)  # fmt: skip
