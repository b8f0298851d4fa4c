"""The packs of frameworks, occupations and the scale, and how they come into the tables."""

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangtu.competences import actions, queries
from jiangtu.competences.models import Competence, Framework, Occupation
from jiangtu.competences.rules import frameworks as packs
from jiangtu.core.models import JournalEntry
from tests.factories.institutions import member

ILO = [
    "Social and emotional skills",
    "Cognitive and metacognitive skills",
    "Basic digital skills",
    "Basic skills for green jobs",
]


def test_the_core_skills_are_the_ilos_four_groups_and_nineteen_skills():
    book = packs.frameworks()["ilo-core-skills"]
    assert [group.name_en for group in book.groups] == ILO
    assert [len(group.competences) for group in book.groups] == [4, 9, 3, 3]
    assert book.core


def test_the_group_names_are_read_in_a_source_and_the_skills_names_are_not_confirmed():
    book = packs.frameworks()["ilo-core-skills"]
    assert {group.mark for group in book.groups} == {"S"}
    assert book.mark == "M"
    assert {c.mark for group in book.groups for c in group.competences} == {""}  # the edition's


def test_the_occupational_frameworks_are_marked_as_examples():
    books = {key: book for key, book in packs.frameworks().items() if not book.core}
    assert set(books) == {"turning", "welding", "process-operation"}
    assert {book.mark for book in books.values()} == {"example"}
    assert all(8 <= sum(len(g.competences) for g in book.groups) <= 10 for book in books.values())


def test_every_name_and_meaning_stands_in_both_languages():
    for book in packs.frameworks().values():
        for thing in [book, *book.groups, *(c for g in book.groups for c in g.competences)]:
            assert any("一" <= sign <= "鿿" for sign in thing.name), thing
            assert thing.name_en.isascii(), thing


def test_the_scale_has_five_plain_anchors_and_is_our_own():
    scale = packs.scale()
    assert [anchor.level for anchor in scale.anchors] == [1, 2, 3, 4, 5]
    assert scale.mark == "ours"
    assert all(anchor.anchor and anchor.anchor_en for anchor in scale.anchors)


def test_an_unknown_scale_is_named():
    with pytest.raises(LookupError, match="clouds"):
        packs.scale("clouds")


@pytest.mark.parametrize("ladder, framework", [("clouds", ""), ("national", "clouds")])
def test_an_occupation_cannot_name_what_does_not_exist(ladder, framework):
    with pytest.raises(ValueError, match="clouds"):
        packs.OccupationPack(key="turning", name="车工", name_en="Turner", ladder=ladder, framework=framework)


def test_a_key_is_plain_and_a_mark_is_known():
    with pytest.raises(ValueError, match="lower-case"):
        packs.Pack(key="Two Words", name="一", name_en="one")
    with pytest.raises(ValueError, match="mark"):
        packs.Pack(key="one", name="一", name_en="one", mark="sure")


def test_a_key_of_a_competence_is_its_own():
    book = packs.frameworks()["ilo-core-skills"]
    with pytest.raises(ValueError, match="two competences"):
        msgspec.structs.replace(book, groups=book.groups[:1] * 2).__post_init__()


def test_a_scale_has_no_gap():
    anchors = packs.scale().anchors
    with pytest.raises(ValueError, match="gap"):
        msgspec.structs.replace(packs.scale(), anchors=anchors[1:]).__post_init__()


@pytest.mark.django_db
def test_a_migration_loads_the_packs():
    assert Framework.objects.filter(core=True).get().competences.count() == 19
    assert Occupation.objects.get(code="turning").framework.key == "turning"
    assert Occupation.objects.get(code="electrician").framework is None


@pytest.mark.django_db
def test_loading_the_same_packs_again_changes_nothing_and_looks_only():
    journaled = JournalEntry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert actions.load_packs() == 0
    assert not [q for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert JournalEntry.objects.count() == journaled


@pytest.mark.django_db
def test_a_changed_name_comes_in_while_the_row_stays_the_same():
    row = Competence.objects.get(framework__key="turning", key="drawings")
    Competence.objects.filter(pk=row.pk).update(name="旧名")
    assert actions.load_packs() == 1
    now = Competence.objects.get(pk=row.pk)
    assert (now.uuid, now.name) == (row.uuid, row.name)
    assert JournalEntry.objects.filter(verb="pack loaded", subject=row.uuid).count() == 2  # at first, and now


@pytest.mark.django_db
def test_what_has_left_its_pack_stays_because_records_may_name_it():
    framework = Framework.objects.get(key="turning")
    old = Competence.objects.create(framework=framework, key="old", name="旧", name_en="old", order=99, mark="M")
    assert actions.load_packs() == 0
    assert Competence.objects.filter(pk=old.pk).exists()


@pytest.mark.django_db
def test_loading_takes_as_many_queries_for_nineteen_rows_as_for_one():
    Competence.objects.filter(framework__core=True, key="communication").delete()
    with CaptureQueriesContext(connection) as one:
        actions.load_packs()
    Competence.objects.filter(framework__core=True).delete()
    with CaptureQueriesContext(connection) as many:
        actions.load_packs()
    assert len(one) == len(many)


@pytest.mark.django_db
def test_a_programme_for_turning_may_ask_for_turning_and_core_skills_only():
    found = queries.competences_for(Occupation.objects.get(code="turning"))
    assert {c.framework.key for c in found} == {"turning", "ilo-core-skills"}
    bare = queries.competences_for(Occupation.objects.get(code="electrician"))
    assert {c.framework.key for c in bare} == {"ilo-core-skills"}


@pytest.mark.django_db
def test_a_level_is_named_as_the_reader_names_it(settings):
    from django.utils.translation import override

    with override("en"):
        assert queries.level_name("L4", "national") == "intermediate worker (L4)"
        assert queries.level_name("special", "national") == "special-grade technician"
    with override("zh-hans"):
        assert queries.level_name("L4", "national") == "中级工（四级）"
    assert queries.level_name("nothing", "national") == "nothing"


@pytest.mark.django_db
def test_a_visitor_sees_no_framework_and_everybody_signed_in_all():
    from jiangtu.core.actor import VISITOR

    assert not queries.frameworks(VISITOR)
    assert len(queries.frameworks(member("apprentice"))) == 4
