"""Assessing, and reading the words that stand, against the database."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from jiangtu.assessment import access, actions, queries
from jiangtu.assessment.models import Assessment
from jiangtu.assessment.rules.sheet import Rating
from jiangtu.assessment.rules.standing import Need, levels_met
from jiangtu.core import history
from jiangtu.core.actor import VISITOR
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES, No, Refused
from jiangtu.people.models import Person
from tests.factories.assessment import SEEN, assessed
from tests.factories.institutions import everybody, member
from tests.factories.people import person
from tests.factories.programmes import competence

pytestmark = pytest.mark.django_db
RATERS = {"enterprise_mentor": "enterprise", "college_trainer": "college", "programme_head": "college"}


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.verdict.code


def test_a_mentor_speaks_for_the_enterprise_trainer_and_head_for_the_college_and_nobody_else_for_anybody():
    apprentice = person()
    for role, actor in everybody().items():
        if role in RATERS:
            assert assessed(apprentice, competence(), 3, by=actor).side == RATERS[role]
        else:
            assert refusal(assessed, apprentice, competence(), 3, by=actor) == "no_right", role


def test_an_apprentice_assesses_oneself_and_nobody_else():
    me = member("apprentice")
    own = assessed(Person.objects.get(pk=me.person), competence(), 4, by=me)
    assert own.side == "self"
    assert refusal(assessed, person(), competence(), 4, by=me) == "no_right"


def test_a_mentor_does_not_speak_of_oneself():
    mentor = member("enterprise_mentor")
    assert refusal(assessed, Person.objects.get(pk=mentor.person), competence(), 5, by=mentor) == "no_right"


def test_several_competences_in_one_go_are_journaled_with_person_and_episode():
    apprentice, mentor, episode = person(), member("enterprise_mentor"), uuid4()
    asked = [competence(key=key) for key in ("drawings", "threads")]
    ratings = [Rating(each.pk, 3, "看到的") for each in asked]
    rows = actions.assess(apprentice, ratings, episode=episode, allowed=YES, by=mentor, on=SEEN)
    assert len(rows) == 2
    entries = JournalEntry.objects.filter(verb="assessed", threads__contains=[episode, apprentice.uuid])
    assert [entry.after for entry in entries.order_by("pk")] == [
        {"competence": str(each.uuid), "level": 3} for each in asked
    ]
    told = " ".join(act["what"] for act in history.acts(entries))
    assert all(f"Assessed: {each}, level 3" in told for each in asked)
    assert "看到的" not in str(list(entries.values()))


def test_what_is_unsound_is_refused_whole():
    apprentice, mentor = person(), member("enterprise_mentor")
    ratings = [Rating(competence().pk, 3, "好"), Rating(competence(key="threads").pk, 9, "好")]
    assert (
        refusal(actions.assess, apprentice, ratings, episode=uuid4(), allowed=YES, by=mentor, on=SEEN)
        == "level_off_the_scale"
    )
    assert refusal(
        actions.assess, apprentice, ratings[:1], episode=uuid4(), allowed=YES, by=mentor, on=date(9999, 1, 1)
    ) == ("assessed_in_the_future")
    assert not Assessment.objects.exists()


def test_who_may_not_by_the_room_above_writes_nothing():
    apprentice, mentor, no = person(), member("enterprise_mentor"), No("no_right", action="assess")
    ratings = [Rating(competence().pk, 3, "好")]
    found = refusal(actions.assess, apprentice, ratings, episode=uuid4(), allowed=no, by=mentor, on=SEEN)
    assert (found, Assessment.objects.exists()) == ("no_right", False)


def test_a_second_click_writes_nothing_but_a_later_word_does():
    apprentice, mentor, episode = person(), member("enterprise_mentor"), uuid4()
    rating = [Rating(competence().pk, 3, "好")]
    of = {"episode": episode, "allowed": YES, "by": mentor, "on": SEEN}
    assert actions.assess(apprentice, rating, **of)
    assert actions.assess(apprentice, rating, **of) == []
    assert actions.assess(apprentice, [Rating(competence().pk, 4, "好")], **of)
    assert actions.assess(apprentice, rating, **of)
    assert queries.standing([episode])[episode][competence().pk]["enterprise"].level == 3


def test_an_assessment_is_never_changed_or_taken_back():
    row = assessed(person(), competence(), 3, by=member("enterprise_mentor"))
    for act in (lambda: Assessment.objects.filter(pk=row.pk).update(level=5), row.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


def test_the_latest_word_of_a_side_stands_whoever_said_it():
    apprentice, episode = person(), uuid4()
    first, second = member("enterprise_mentor"), member("enterprise_mentor")
    assessed(apprentice, competence(), 4, by=first, episode=episode, on=date(2025, 3, 5))
    assessed(apprentice, competence(), 2, by=second, episode=episode, on=date(2025, 3, 1))
    assert queries.standing([episode])[episode][competence().pk]["enterprise"].level == 4
    assessed(apprentice, competence(), 3, by=second, episode=episode, on=date(2025, 3, 6))
    assert queries.standing([episode])[episode][competence().pk]["enterprise"].level == 3


def test_the_words_of_another_episode_do_not_count():
    apprentice, here, mentor = person(), uuid4(), member("enterprise_mentor")
    assessed(apprentice, competence(), 5, by=mentor)
    need = Need(competence().pk, competence(), 3, ("enterprise",))
    assert not levels_met([need], queries.standing([here])[here]).ok


def test_a_whole_class_is_asked_in_one_query(queries_of):
    mentor = member("enterprise_mentor")
    episodes = [uuid4() for _ in range(5)]
    for episode in episodes:
        assessed(person(), competence(), 3, by=mentor, episode=episode)
    need = Need(competence().pk, competence(), 3, ("enterprise",))
    standing = queries.standing(episodes)
    assert all(levels_met([need], standing[episode]).ok for episode in episodes)
    assert queries_of(lambda: queries.standing(episodes)) == 1


def test_three_words_stand_beside_each_other_and_differing_ones_are_said():
    me, trainer, mentor, episode = member("apprentice"), member("college_trainer"), member("enterprise_mentor"), uuid4()
    apprentice = Person.objects.get(pk=me.person)
    for actor, level in ((me, 5), (trainer, 3), (mentor, 3)):
        assessed(apprentice, competence(), level, by=actor, episode=episode)
    needs = [
        Need(competence().pk, competence(), 4, ("enterprise",)),
        Need(competence(key="threads").pk, "threads", 2, ("college",)),
    ]
    first, second = queries.beside(episode, needs)
    assert [(s["side"], s["word"].level, s["met"]) for s in first["sides"]] == [
        ("enterprise", 3, False), ("college", 3, None), ("self", 5, None),
    ]  # fmt: skip
    assert first["differs"]
    assert [(s["word"], s["met"]) for s in second["sides"]] == [(None, None), (None, False), (None, None)]
    page = render_to_string("assessment/_beside.html", {"rows": [first, second]})
    assert "talk about it" in page
    assert page.count("四爪卡盘") == 3


def test_the_piece_shows_scale_need_words_beside_and_faults():
    episode, mentor, skill = uuid4(), member("enterprise_mentor"), competence()
    assessed(person(), skill, 3, by=mentor, episode=episode)
    need = Need(skill.pk, skill, 4, ("enterprise",))
    sheet = queries.rating_sheet([skill], {f"level-{skill.uuid}": "4"}, episode=episode, needs=[need])
    page = render_to_string("assessment/_rate.html", {"sheet": sheet})
    assert page.count('type="radio"') == 5
    assert page.count("checked") == 1
    assert "level 4 asked" in page
    assert "enterprise: 3" in page
    assert "Write one thing that you saw" in page


def test_one_sees_what_was_said_of_oneself_or_by_oneself():
    me, mentor, trainer = member("apprentice"), member("enterprise_mentor"), member("college_trainer")
    row = assessed(Person.objects.get(pk=me.person), competence(), 3, by=mentor)
    seen = [list(Assessment.objects.filter(access.visible_to(actor))) for actor in (me, mentor, trainer, VISITOR)]
    assert seen == [[row], [row], [], []]
    assert access.side_of(VISITOR) is None
