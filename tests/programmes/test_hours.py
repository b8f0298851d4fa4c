"""The hours rules of places: which figures hold where and when, and what they say of a plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.core import rulebook as books
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import Refused
from jiangtu.programmes.phrases import PHRASES
from jiangtu.programmes.rules.hours import KINDS, HoursFacts, HoursRules, Limits, YearlyHours, check_hours

ON = date(2025, 6, 16)
VENUES = ("college", "enterprise", "on_the_job", "online")


@pytest.fixture(autouse=True, scope="module")
def files_only():
    """The files' editions, without a database's rows before them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "_row_source", None)
        yield


def book(place="cn", on=ON):
    return rulebook(HoursRules, place=place, on=on)


def plan(general=60, basics=100, skill=240, *, online=0, on_the_job=200, months=12, level="L4", **more):
    """A plan: `online` hours of the basics, `on_the_job` hours of the skill."""
    hours = {
        ("general_quality", "college"): general,
        ("professional_basics", "college"): basics - online,
        ("professional_basics", "online"): online,
        ("operating_skill", "enterprise"): skill - on_the_job,
        ("operating_skill", "on_the_job"): on_the_job,
    }
    return HoursFacts(level, months, {key: n for key, n in hours.items() if n}, **more)


def found(facts, place="cn", on=ON):
    """Code → verdict of each condition."""
    return {leaf.code: leaf for leaf in check_hours(facts, book(place, on)).leaves()}


@pytest.mark.parametrize(
    "place, level, need",
    [
        ("310118", "L5", 400),
        ("310118", "L4", 500),
        ("310118", "L3", 600),
        ("310118", "L2", 600),
        ("120000", "L4", 600),
        ("320000", "L4", 400),
        ("330522", "L4", 400),
        ("500000", "L3", 400),
    ],
)
def test_the_years_hours_of_a_place(place, level, need):
    exact = plan(skill=need - 160, level=level)
    assert found(exact, place)["yearly_hours_enough"].need == need
    leaf = found(plan(skill=need - 161, level=level), place)["yearly_hours_short"]
    assert (leaf.have, leaf.need) == (need - 1, need)


def test_four_hundred_hours_are_asked_in_principle_and_so_only_warn():
    verdict = check_hours(plan(skill=100, on_the_job=100), book())
    short = [leaf for leaf in verdict.leaves() if leaf.code == "yearly_hours_short"]
    assert verdict.ok
    assert short[0].warning
    assert (short[0].have, short[0].need) == (260, 400)


def test_tianjins_six_hundred_hours_refuse():
    verdict = check_hours(plan(), book("120000"))
    assert not verdict.ok
    assert "yearly_hours_short" in {leaf.code for leaf in verdict.reasons()}


def test_two_years_need_the_hours_of_each_year():
    assert "yearly_hours_short" in found(plan(months=24))
    assert "yearly_hours_enough" in found(plan(general=120, basics=200, skill=480, months=24))


def test_every_condition_says_where_it_stands_and_in_which_edition():
    leaf = found(plan(), "310118")["yearly_hours_short"]
    assert "沪人社职〔2022〕147号" in leaf.source
    assert leaf.details["edition"] == "hours/310118@2023-04-13"
    months = found(plan(), "310118")["programme_months_enough"]
    assert months.details["edition"] == "hours/cn@2022-01-01"


def test_a_place_without_rules_of_its_own_follows_the_country():
    assert set(found(plan(), "330522")) == set(found(plan(), "cn"))


def test_a_place_that_is_silent_on_a_thing_makes_no_condition_of_it():
    assert not any(
        code.startswith(("share_", "class_size", "online", "central")) for code in found(plan(class_size=300))
    )
    assert "yearly_hours_short" not in found(plan(skill=0, on_the_job=0), on=date(2019, 6, 1))


def test_a_fact_that_is_not_known_makes_no_condition():
    assert "class_size_over" in found(plan(class_size=41), "120000")
    assert not any(code.startswith(("class_size", "apprentices_of")) for code in found(plan(), "120000"))


@pytest.mark.parametrize(
    "general, basics, skill, faults",
    [
        (75, 100, 325, set()),
        (49, 126, 325, {"share_general_quality_short"}),
        (105, 95, 300, {"share_general_quality_over", "share_professional_basics_short"}),
        (50, 151, 299, {"share_operating_skill_short"}),
        (50, 99, 351, {"share_professional_basics_short", "share_operating_skill_over"}),
    ],
)
def test_qingpus_shares_by_kind(general, basics, skill, faults):
    verdict = check_hours(plan(general, basics, skill), book("310118"))
    assert {leaf.code for leaf in verdict.reasons()} == faults


def test_a_share_a_hair_short_is_shown_short_and_one_a_hair_over_is_shown_over():
    short = found(plan(general=999, basics=2001, skill=7000), "310118")["share_general_quality_short"]
    assert (str(short.have), short.need) == ("9.9", 10)
    over = found(plan(general=1000, basics=1999, skill=7001), "310118")["share_operating_skill_over"]
    assert (str(over.have), over.need) == ("70.1", 70)


def test_a_share_that_is_just_met_is_met():
    assert found(plan(general=50, basics=100, skill=350), "310118")["share_operating_skill_within"].have == 70


@pytest.mark.parametrize("online, code", [(50, "online_of_basics_within"), (51, "online_of_basics_over")])
def test_luohu_lets_half_of_the_basics_be_online(online, code):
    assert code in found(plan(online=online), "440303")


@pytest.mark.parametrize(("place", "on"), [("440303", date(2022, 6, 1)), ("440300", ON), ("440304", ON)])
def test_luohus_online_rule_holds_neither_before_2023_nor_elsewhere_in_shenzhen(place, on):
    assert not any(code.startswith("online") for code in found(plan(online=100), place, on))


def test_luohu_takes_the_rest_from_its_city():
    assert "mentors_of_a_class_short" in found(plan(mentors=2), "440303")


def test_online_hours_of_general_quality_are_none_of_the_basics():
    facts = plan(online=50)
    more = HoursFacts("L4", 12, {**facts.hours, ("general_quality", "online"): 60})
    assert found(more, "440303")["online_of_basics_within"].have == 50


def test_a_plan_of_nothing_has_no_share_and_no_year():
    nothing = found(HoursFacts("L4", 0), "310118")
    assert nothing["share_operating_skill_short"].have == 0
    assert nothing["yearly_hours_short"].have == 0


@pytest.mark.parametrize("mentors, code", [(2, "mentors_of_a_class_short"), (3, "mentors_of_a_class_enough")])
def test_shenzhen_asks_three_mentors_for_a_class(mentors, code):
    assert code in found(plan(mentors=mentors), "440300")
    assert code in found(plan(mentors=mentors), "440303")


@pytest.mark.parametrize("general, code", [(61, "central_hours_enough"), (60, "central_hours_short")])
def test_tianjin_asks_160_hours_of_central_teaching_a_year(general, code):
    """All of the skill is learned on the job here, so the central hours are the general ones and 99 of basics."""
    assert code in found(plan(general=general, basics=99, skill=441, on_the_job=441), "120000")


def test_tianjin_counts_the_online_hours_against_central_teaching():
    assert "online_of_central_over" in found(plan(online=100, general=40, skill=460, on_the_job=460), "120000")
    assert "online_of_central_within" in found(plan(online=70, general=40, skill=460, on_the_job=460), "120000")


@pytest.mark.parametrize("have, code", [(8, "apprentices_of_a_mentor_within"), (9, "apprentices_of_a_mentor_over")])
def test_tianjin_gives_a_mentor_eight_apprentices_at_most(have, code):
    assert code in found(plan(apprentices_of_a_mentor=have), "120000")


@pytest.mark.parametrize(
    "size, codes",
    [
        (29, {"class_size_short", "class_size_within"}),
        (30, {"class_size_enough", "class_size_within"}),
        (51, {"class_size_enough", "class_size_over"}),
    ],
)
def test_a_class_in_jiangsu_has_thirty_to_fifty(size, codes):
    assert {code for code in found(plan(class_size=size), "320600") if code.startswith("class_size")} == codes


def test_jiangsu_asks_three_fifths_of_practice():
    assert "practice_share_enough" in found(plan(general=60, basics=100, skill=240), "320600")
    assert "practice_share_short" in found(plan(general=61, basics=100, skill=239), "320600")


def test_an_hour_in_qingpu_is_45_minutes_or_more():
    assert "lesson_minutes_short" in found(plan(lesson_minutes=44), "310118")
    assert "lesson_minutes_enough" in found(plan(lesson_minutes=45), "310118")


@pytest.mark.parametrize(
    "months, ok, codes",
    [
        (11, False, {"programme_months_short", "programme_months_within"}),
        (24, True, {"programme_months_enough", "programme_months_within"}),
        (36, True, {"programme_months_enough", "programme_months_over"}),
        (37, False, {"programme_months_enough", "programme_months_over"}),
    ],
)
def test_one_to_two_years_and_up_to_three_in_special_cases(months, ok, codes):
    verdict = check_hours(plan(general=600, basics=600, skill=600, months=months), book())
    assert verdict.ok is ok
    assert {leaf.code for leaf in verdict.leaves() if leaf.code.startswith("programme_months")} == codes


def test_before_the_first_edition_there_is_no_rule_to_check_by():
    with pytest.raises(Refused) as refused:
        book("330522", date(2014, 1, 1))
    assert refused.value.verdict.code == "no_edition_on_date"


def test_a_title_outside_the_national_ladder_has_no_hours_in_qingpu():
    """The petroleum ladder's layers are not among the levels that Qingpu names."""
    assert not any(code.startswith("yearly") for code in found(plan(level="chief-technician"), "310118"))


@given(
    hours=st.dictionaries(st.tuples(st.sampled_from(KINDS), st.sampled_from(VENUES)), st.integers(0, 900)),
    place=st.sampled_from(["cn", "310118", "120000", "440300", "440303", "320000"]),
    months=st.integers(1, 40),
    size=st.none() | st.integers(1, 80),
)
def test_every_answer_has_figures_that_agree_with_it_and_a_sentence(hours, place, months, size):
    verdict = check_hours(HoursFacts("L4", months, hours, class_size=size), book(place))
    for leaf in verdict.leaves():
        assert leaf.code in PHRASES
        assert leaf.source
        if leaf.code.endswith(("_enough", "_over")):
            assert leaf.have >= leaf.need
        if leaf.code.endswith(("_short",)):
            assert leaf.have < leaf.need
        if leaf.code.endswith("_over"):
            assert leaf.have > leaf.need
        assert leaf.ok or not leaf.warning


def test_all_that_a_limit_can_say_has_a_sentence():
    """Even limits that no place sets today, so that a new edition needs no new code."""
    both = Limits(at_least=50, at_most=60)
    names = [f for f in HoursRules.__struct_fields__ if str(HoursRules.__annotations__.get(f, "")).startswith("Limits")]
    for low in (True, False):
        have = 40 if low else 70
        rules = dict.fromkeys(names, both) | {"shares": dict.fromkeys(KINDS, both), "yearly": YearlyHours(hours=50)}
        full = HoursRules(since=ON, source="a test", mark="ours", **rules)
        facts = HoursFacts(
            "L4", have, {}, class_size=have, mentors=have, apprentices_of_a_mentor=have, lesson_minutes=have
        )
        assert {leaf.code for leaf in check_hours(facts, full).leaves()} <= set(PHRASES)
