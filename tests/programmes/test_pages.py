"""The pages of programmes: who sees and does what, the draft's one page, the rules beside it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from jiangtu.core.actor import VISITOR
from jiangtu.programmes import access, queries
from jiangtu.programmes.forms import DraftForm
from jiangtu.programmes.models import Version
from tests.factories.institutions import client_as, everybody, institution, member
from tests.factories.pages import sure
from tests.factories.programmes import head_of, plan, programme

pytestmark = pytest.mark.django_db


def url(name, version):
    return reverse(f"programmes:{name}", args=[version.uuid])


def sent(version):
    """What the browser sends when the draft's page is saved as it is."""
    form = DraftForm(version)
    parts = [form.figures, *(part.form for part in form.stages)]
    data = {}
    for part in form.stages:
        parts += [part.requirements.management_form, *part.requirements.forms]
    for part in parts:
        for field in part:
            value = field.value()
            data[field.html_name] = "" if value is None else str(value)
    return data


def test_a_released_version_is_open_to_every_role_and_a_draft_to_few():
    head = head_of()
    released, draft = programme(by=head), programme(by=head, state="draft")
    trainer = member("college_trainer", institution_of(head))
    people = everybody() | {"own head": head, "own trainer": trainer}
    sees_drafts = {"own head", "own trainer", "expert", "project_officer"}
    people["bureau_officer"] = member("bureau_officer", institution("bureau", region="330500"))
    for role, actor in people.items():
        client = client_as(actor)
        assert client.get(url("version", released)).status_code == 200, role
        assert client.get(url("version", draft)).status_code == (200 if role in sees_drafts else 404), role
        for version in (released, draft):
            assert (
                access.can_read(actor, version).ok
                == Version.objects.filter(access.visible_to(actor), pk=version.pk).exists()
            )


def institution_of(actor):
    from jiangtu.institutions.models import Institution

    return Institution.objects.get(pk=actor.institution)


def test_a_bureau_sees_the_released_versions_of_its_region_only():
    near, far = programme(place="330522"), programme(place="500000")
    for region, sees in [
        ("330500", {near}),
        ("330000", {near}),
        ("330522", {near}),
        ("330100", set()),
        ("500000", {far}),
    ]:
        actor = member("bureau_officer", institution("bureau", region=region))
        assert set(queries.versions(actor)) == sees, region
        assert {v for v in (near, far) if access.can_read(actor, v).ok} == sees


def test_a_visitor_sees_nothing_and_is_sent_to_sign_in(client):
    version = programme()
    assert not queries.versions(VISITOR)
    assert not access.can_read(VISITOR, version).ok
    assert client.get(url("version", version)).status_code == 302


def test_a_version_that_is_not_there_is_not_found():
    assert client_as(head_of()).get(reverse("programmes:version", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize(
    "language, words", [("en", ["Junior craftsman", "assessed by", "400"]), ("zh-hans", ["初级工匠", "400"])]
)
def test_the_page_of_a_version_shows_path_hours_and_what_is_asked(language, words):
    version = programme()
    page = client_as(member("expert"), language=language).get(url("version", version)).content.decode()
    for word in words:
        assert word in page


def test_the_page_of_a_draft_says_what_keeps_it_from_release():
    head = head_of()
    version = programme(by=head, state="draft", place="120000")
    page = client_as(head).get(url("version", version)).content.decode()
    assert "at least 600 are asked for" in page
    assert url("release", version) not in page


def test_a_head_drafts_edits_and_releases_a_programme_without_a_script():
    head = head_of()
    client = client_as(head)
    answer = client.post(
        reverse("programmes:new"),
        {"name": "车工二班", "occupation": "turning", "target_level": "L4", "months": 12, "place": "330522"},
    )
    version = Version.objects.get(programme__name="车工二班")
    assert answer.url == url("edit", version)
    data = sent(version)
    for stage in ("junior-craftsman", "craftsman", "master-craftsman"):
        data |= {f"{stage}-hours-operating_skill-on_the_job": "140"}
    drawings = queries.competences.competences_for(version.programme.occupation)[0]
    data |= {"craftsman-asks-0-competence": drawings.pk, "craftsman-asks-0-level": 3, "craftsman-asks-0-whose": "both"}
    assert sure(client, url("edit", version), data).url == url("version", version)
    assert sure(client, url("release", version)).url == url("version", version)
    version.refresh_from_db()
    assert version.state == "released"
    needs = queries.needs([stage.pk for stage in queries.stages(version)])
    assert [[n.level for n in asked] for asked in needs.values()] == [[], [3], []]


def test_saving_for_more_lines_comes_back_to_the_draft():
    head = head_of()
    version = programme(by=head, state="draft")
    assert sure(client_as(head), url("edit", version), sent(version) | {"more": ""}).url == url("edit", version)


def test_the_draft_page_saved_as_it_is_changes_nothing():
    head = head_of()
    version = programme(by=head, state="draft")
    before = plan(version)
    assert sure(client_as(head), url("edit", version), sent(version)).status_code == 302
    version.refresh_from_db()
    assert plan(version) == before
    assert [queries.hours_of(s) for s in queries.stages(version)] == [dict(s.hours) for s in before.stages]


@pytest.mark.parametrize(
    "change, words",
    [
        ({"months": ""}, "This field is required"),
        ({"place": "999999"}, "No region has this code"),
        ({"craftsman-hours-operating_skill-on_the_job": "-3"}, "At least 0"),
        ({"craftsman-asks-0-level": ""}, "Needed for this competence"),
        ({"craftsman-name": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(change, words):
    head = head_of()
    version = programme(by=head, state="draft")
    page = sure(client_as(head), url("edit", version), sent(version) | {"class_size": "37"} | change).content.decode()
    assert words in page
    assert 'value="37"' in page
    assert Version.objects.get(pk=version.pk).class_size is None


def test_one_competence_twice_in_a_stage_is_said_on_the_page():
    head = head_of()
    version = programme(by=head, state="draft")
    data = sent(version)
    for name in ("competence", "level", "whose"):
        data[f"craftsman-asks-2-{name}"] = data[f"craftsman-asks-0-{name}"]
    assert "named twice" in sure(client_as(head), url("edit", version), data).content.decode()


def test_the_rules_answer_to_figures_that_are_not_saved():
    head = head_of()
    version = programme(by=head, state="draft")
    client = client_as(head)
    page = client.post(url("check", version), sent(version)).content.decode()
    assert "400 hours a year" in page
    page = client.post(url("check", version), sent(version) | {"place": "120000", "class_size": "45"}).content.decode()
    assert "at least 600 are asked for" in page
    assert "at most 40 are allowed" in page
    assert "Choose a level" in client.post(url("check", version), sent(version) | {"months": ""}).content.decode()
    assert Version.objects.get(pk=version.pk).place == "330522"


def test_a_level_of_another_ladder_is_said_at_its_field():
    client = client_as(head_of())
    data = {"name": "x", "occupation": "turning", "target_level": "chief-technician", "months": 12, "place": "330522"}
    assert "not on the ladder" in client.post(reverse("programmes:new"), data).content.decode()
    client.post(reverse("programmes:new"), data | {"target_level": "L4"})
    assert (
        "already has a programme"
        in client.post(reverse("programmes:new"), data | {"target_level": "L4"}).content.decode()
    )


def test_places_and_levels_are_offered_by_name():
    client = client_as(head_of())
    page = client.get(reverse("programmes:new")).content.decode()
    for words in ('<option value="330522">', '<option value="440300">', '<optgroup label="National eight levels'):
        assert words in page
    draft = client.post(
        reverse("programmes:new"),
        {"name": "x", "occupation": "turning", "target_level": "L4", "months": 12, "place": "330522"},
    ).url
    assert '<option value="330522">' in client.get(draft).content.decode()


def test_the_empty_list_tells_a_head_the_next_step():
    assert client_as(head_of()).get(reverse("programmes:list")).content.decode().count(reverse("programmes:new")) == 2


def test_a_released_version_has_no_page_to_edit():
    head = head_of()
    version = programme(by=head)
    client = client_as(head)
    assert client.get(url("edit", version)).url == url("version", version)
    draft = client.post(url("copy", version)).url
    assert client.get(draft).status_code == 200
    assert sure(client, url("retire", version)).status_code == 302


def test_the_list_asks_as_many_queries_for_twelve_versions_as_for_two(queries_of):
    head = head_of()
    client = client_as(head)
    for _ in range(2):
        programme(by=head)
    client.get(reverse("programmes:list"))
    few = queries_of(lambda: client.get(reverse("programmes:list")))
    for _ in range(10):
        programme(by=head)
    assert queries_of(lambda: client.get(reverse("programmes:list"))) == few


def test_the_list_is_filtered_and_exported():
    programme(name="车工甲"), programme(name="焊工乙", code="welding", asked=[[], [], []])
    client = client_as(member("expert"))
    page = client.get(reverse("programmes:list"), {"words": "甲"}).content.decode()
    assert "车工甲" in page
    assert "焊工乙" not in page
    answer = client.get(reverse("programmes:list"), {"export": "csv"})
    assert "焊工乙" in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_programmes_stand_by_pinyin(language):
    """Their names are Chinese for every reader: ji, then lan, then zuo, whatever their numbers as characters."""
    head = head_of()
    for name in ("作业员", "蓝图", "机修"):
        programme(by=head, name=name)
    client = client_as(head, language=language)
    for query, order in [({}, 1), ({"sort": "name"}, 1), ({"sort": "-name"}, -1)]:
        page = client.get(reverse("programmes:list"), query).content.decode()
        assert sorted(("机修", "蓝图", "作业员"), key=page.index) == ["机修", "蓝图", "作业员"][::order]
