"""What the tests of the house need to try this room's pages and acts: two pairs of one mentor, a proposal."""

from datetime import date

from jiangtu.mentoring.actions import pairing, profiles, reviews
from tests.factories import mentoring as make
from tests.factories.mentoring import begin_pair


def pairs(of):
    """Both apprentices with the mentor, a countersigned log in each month; the first pair's review has passed."""
    hr, them, mentor = of.actors["enterprise_hr"], of.things["apprenticeships"], of.things["mentor"]
    profiles.place_apprentices(them, by=hr, sites=["A"], shifts=["day"])
    term = {"since": make.SINCE, "term_to": date(2025, 12, 31)}
    made = [begin_pair(mentor, each, by=hr, **term) for each in them]
    make.log(make.Situation(of.things["class"], of.things["enterprise"], hr, [mentor], them, made))
    reviews.review_pair(made[0], by=hr, on=date(2025, 6, 2), grade="good", final=True)
    return made


def accident(of):
    """Of the second, so that what follows from the first is whole."""
    words = {"on": date(2025, 6, 1), "words": "伤指"}
    return reviews.enter_accident(of.things["accident pair"], by=of.actors["enterprise_hr"], **words)


def proposal(of):
    of.things["pairs"]
    return pairing.run_pairing(of.things["class"], of.things["enterprise"], by=of.actors["enterprise_hr"])


def asked(word):
    """The uuid of a thing, as a form sends it."""
    return lambda of: str(of.things[word].uuid)


THINGS = {
    "mentor": lambda of: make.mentor(of.things["enterprise"], by=of.actors["enterprise_hr"]),
    "pairs": pairs,
    "pair": lambda of: of.things["pairs"][0],
    "accident pair": lambda of: of.things["pairs"][1],
    "accident": accident,
    "pairing": proposal,
}
ACTORS = {"enterprise_mentor": lambda of: make.mentor_actor(of.things["mentor"])}
ADDRESSES = {
    "mentoring": "class", "mentoring:mentor": "mentor", "mentoring:edit-mentor": "mentor", "mentoring:pair": "pair",
    "mentoring:contract": "pair", "mentoring:contract-pdf": "pair", "mentoring:end-pair": "pair",
    "mentoring:review": "pair", "mentoring:accident": "pair", "mentoring:withdraw-accident": "accident pair",
    "mentoring:return-entry": "entry",
}  # fmt: skip
POSTED = {
    "goals": "", "tasks": "", "grade": "good", "run": asked("pairing"), "mentor": asked("mentor"),
    "apprentice": asked("apprenticeship"), "link": lambda of: f"{asked('mentor')(of)},{asked('apprenticeship')(of)}",
}  # fmt: skip
ASKED = {"mentoring:change-pairing": ("run", "mentor", "apprentice", "link")}
VALUES = {
    "link": ("a", "b"), "term_to": None, "goals": "", "tasks": "", "grade": "good",
    "run": lambda of: of.things["pairing"], "person": lambda of: of.things["mentor"].person,
    "rows": lambda of: [(of.things["mentor"].person, {})], "entries": lambda of: [of.things["entry"]],
    "apprenticeships": lambda of: [of.things["apprenticeship"]],
    "withdraw_accident.pair": lambda of: of.things["accident pair"],
    "begin_pairs.new": lambda of: [of.things["pair"]],
}  # fmt: skip
UNTOLD = {
    "mentoring/actions/started.py:start_pairing": "it asks for a job, whose own act tells",
    "mentoring/actions/started.py:start_publishing": "it asks for a job, whose own act tells",
    "mentoring/actions/log.py:countersign": "the act of that name in training tells",
    "mentoring/actions/log.py:return_entry": "the act of that name in training tells",
}
WITHIN = {
    "mentoring/actions/pairs.py:end_pairs_of": "takes its caller's verdict",
    "mentoring/actions/pairs.py:resume_pairs_of": "takes its caller's verdict",
}
OTHERWISE = {"mentoring:change-pairing": "linked from each pair that is proposed"}
