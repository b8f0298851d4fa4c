"""Pages of institutions, used as people use them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangtu.institutions.models import Institution, Invitation, Membership, Partnership
from tests.factories.institutions import client_as, credit_code, hat, institution, member, partnership
from tests.factories.pages import sure
from tests.factories.people import account

pytestmark = pytest.mark.django_db


def said(response):
    return response.content.decode()


def test_who_registers_enterprises_alone_is_not_asked_for_the_kind():
    client = client_as(member("township_coordinator", institution("township_school", region="330522")))
    url = reverse("institutions:register")
    assert client.get(url)["Location"] == f"{url}?kind=enterprise"
    assert client_as(member("administrator")).get(url).status_code == 200


def test_an_institution_is_registered_with_regions_chosen_step_by_step_without_script():
    client = client_as(member("administrator"))
    url = reverse("institutions:register") + "?kind=enterprise"
    typed = {"name": "湖州某机械厂", "credit_code": credit_code(), "province": "330000"}
    first = client.post(url, {**typed, "narrow": "1"})
    assert 'value="330500"' in said(first)
    assert "湖州某机械厂" in said(first)
    assert not Institution.objects.filter(name="湖州某机械厂").exists()
    second = client.post(url, {**typed, "prefecture": "330500", "narrow": "1"})
    assert 'value="330522"' in said(second)
    done = client.post(url, {**typed, "prefecture": "330500", "county": "330522"})
    assert done.status_code == 302
    assert Institution.objects.get(name="湖州某机械厂").region == "330522"


def test_a_county_of_another_province_is_not_taken():
    client = client_as(member("administrator"))
    url = reverse("institutions:register") + "?kind=enterprise"
    wrong = client.post(url, {"name": "厂", "province": "330000", "prefecture": "330500", "county": "620102"})
    assert wrong.status_code == 200
    assert not Institution.objects.filter(name="厂").exists()


@pytest.mark.parametrize("language, words", [("en", "does not fit the others"), ("zh-hans", "校验位不符")])
def test_a_bad_credit_code_is_said_beside_its_field_and_can_be_recorded_as_exception(language, words):
    client = client_as(member("administrator"), language=language)
    code = credit_code()
    bad = code[:-1] + ("1" if code[-1] != "1" else "2")
    url = reverse("institutions:register") + "?kind=enterprise"
    typed = {"name": "某厂", "credit_code": bad, "province": "330000"}
    assert words in said(client.post(url, typed))
    done = client.post(url, {**typed, "credit_code_exception": "执照原件如此"})
    assert done.status_code == 302
    shown = said(client.get(done["Location"]))
    assert bad in shown
    assert "执照原件如此" in shown


def test_a_campus_is_registered_with_owner_and_host():
    college, school = institution("college"), institution("township_school")
    client = client_as(member("administrator"))
    url = reverse("institutions:register") + "?kind=campus"
    assert client.post(url, {"name": "村校区", "province": "330000"}).status_code == 200
    done = client.post(url, {"name": "村校区", "province": "330000", "owner": college.pk, "host": school.pk})
    campus = Institution.objects.get(name="村校区")
    assert (campus.owner, campus.host) == (college, school)
    assert str(school) in said(client.get(done["Location"]))


def test_a_change_keeps_what_was_not_touched():
    firm = institution(name="旧名厂", region="330522", address="工业路 1 号")
    client = client_as(member("administrator"))
    url = reverse("institutions:change", args=[firm.uuid])
    page = said(client.get(url))
    assert 'value="330522" selected' in page
    places = {"province": "330000", "prefecture": "330500", "county": "330522"}
    data = {"name": "新名厂", "credit_code": firm.credit_code, "address": firm.address, **places}
    assert sure(client, url, data).status_code == 302
    firm.refresh_from_db()
    assert (firm.name, firm.address, firm.region) == ("新名厂", "工业路 1 号", "330522")


@pytest.mark.parametrize("few, many", [(3, 30)])
def test_lists_make_the_same_queries_for_three_rows_and_for_thirty(few, many, queries_of):
    admin = member("administrator")
    client = client_as(admin)
    firm = institution()
    counts = {}
    for rows in (few, many):
        for _ in range(rows):
            hat("apprentice", firm)
            account()
            partnership(institution("college"), institution())
        for name, args in (
            ("institutions:list", []), ("institutions:partnerships", []), ("institutions:members", [firm.uuid]),
            ("people:accounts", []),
        ):  # fmt: skip
            url = reverse(name, args=args)
            counts.setdefault(name, []).append(queries_of(lambda url=url: client.get(url)))
    for name, (three, thirty) in counts.items():
        assert three == thirty, name


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_lists_are_exported(form):
    firm = institution(name="某机械厂")
    response = client_as(member("administrator")).get(reverse("institutions:list") + f"?export={form}&q=某机械厂")
    assert f".{form}" in response["Content-Disposition"]
    if form == "csv":
        assert firm.credit_code in b"".join(response).decode("utf-8-sig")


def test_the_list_is_filtered_by_kind_province_and_code():
    here, away = institution(region="330522"), institution("college", region="620102")
    client, url = client_as(member("administrator")), reverse("institutions:list")
    for query, found in (("kind=enterprise", here), ("province=620000", away), (f"q={here.credit_code}", here)):
        page = said(client.get(f"{url}?{query}"))
        other = away if found == here else here
        assert (str(found.uuid) in page, str(other.uuid) in page) == (True, False), query


def test_somebody_is_invited_and_the_invitation_withdrawn_on_the_page():
    hr = member("enterprise_hr")
    own = Institution.objects.get(pk=hr.institution)
    client = client_as(hr)
    members = reverse("institutions:members", args=[own.uuid])
    invite = {"role": "enterprise_mentor", "name": "王师傅", "email": "wang@example.org"}
    assert client.post(reverse("institutions:invite", args=[own.uuid]), invite)["Location"] == members
    page = said(client.get(members))
    assert "王师傅" in page
    assert "good until" in page
    Invitation.objects.update(expires_at=timezone.now())
    page = said(client.get(members))
    assert "expired" in page
    assert "good until" not in page
    withdraw = page.split('action="')
    target = next(part.split('"')[0] for part in withdraw if "/withdraw" in part.split('"')[0])
    assert client.post(target)["Location"] == members
    assert "Open invitations" not in said(client.get(members))
    bad = {**invite, "role": "bureau_officer"}
    assert client.post(reverse("institutions:invite", args=[own.uuid]), bad).status_code == 200


def test_a_role_is_ended_on_the_page():
    hr = member("enterprise_hr")
    own = Institution.objects.get(pk=hr.institution)
    mentor = hat("enterprise_mentor", own)
    client = client_as(hr)
    url = reverse("institutions:end-membership", args=[mentor.uuid])
    assert mentor.person.name in said(client.get(url))
    assert "Not done yet: read what follows" in said(client.post(url, {"on": "2024-06-30"}))
    assert "begins on" in said(sure(client, url, {"on": "1999-01-01"}))
    assert sure(client, url, {"on": "2024-06-30", "reason": "退休"}).status_code == 302
    assert str(Membership.objects.get(pk=mentor.pk).until) == "2024-06-30"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_partnership_is_begun_changed_and_read_on_its_page(language):
    head = member("programme_head")
    college = Institution.objects.get(pk=head.institution)
    firm = institution(name="某机械厂")
    campus = institution("campus", owner=college)
    client = client_as(head, language=language)
    url = reverse("institutions:begin-partnership")
    data = {"since": "2025-01-01", "enterprises": f"{firm.credit_code}\n", "campuses": [campus.pk],
            "occupations": ["turning", "welding"], "college_gives": "两间实训室"}  # fmt: skip
    assert "没有这家" in said(client.post(url, {**data, "enterprises": "没有这家"}))
    done = client.post(url, data)
    kept = Partnership.objects.get()
    assert kept.occupations == ["turning", "welding"]
    page = said(client.get(done["Location"]))
    for words in ("两间实训室", str(campus), "Turner" if language == "en" else "车工、焊工"):
        assert words in page
    write = reverse("institutions:contribution", args=[kept.uuid, firm.uuid])
    assert sure(client, write, {"enterprise_gives": "四名师傅"}).status_code == 302
    change = reverse("institutions:change-partnership", args=[kept.uuid])
    shown = said(client.get(change))
    assert (firm.name in shown, firm.credit_code in shown) == (True, False)  # it has not agreed yet
    assert "2025-01-01" in said(client.get(change))
    assert client.post(change, {**data, "until": "2024-01-01"}).status_code == 200
    assert sure(client, change, {**data, "until": "2026-01-01"}).status_code == 302
    assert "四名师傅" in said(client.get(done["Location"]))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_institution_is_named_in_the_readers_language(language):
    firm = institution(name="某机械厂", name_en="Some Machine Works")
    shown = said(client_as(member("administrator"), language=language).get(reverse("institutions:list")))
    assert ("Some Machine Works" in shown) == (language == "en")
    assert ("某机械厂" in shown) == (language != "en")
    assert firm.pk


def test_names_are_sorted_as_the_reader_sees_them():
    """In Chinese by pinyin: jia before yi, whatever their numbers as characters."""
    institution(name="甲厂", name_en="Zinc Works"), institution(name="乙厂", name_en="Alloy Works")
    for language, words in [("en", ("Alloy Works", "Zinc Works")), ("zh-hans", ("甲厂", "乙厂"))]:
        client = client_as(member("administrator"), language=language)
        for query in ({}, {"sort": "name"}):
            page = said(client.get(reverse("institutions:list"), query))
            assert page.index(words[0]) < page.index(words[1]), (language, query)
        page = said(client.get(reverse("institutions:list"), {"sort": "-name"}))
        assert page.index(words[0]) > page.index(words[1])


def test_places_are_named_in_the_readers_language():
    for language, place in [("en", "Changxing, Huzhou, Zhejiang"), ("zh-hans", "浙江省湖州市长兴县")]:
        firm = institution(region="330522")
        assert place in said(
            client_as(member("administrator"), language=language).get(reverse("institutions:detail", args=[firm.uuid]))
        )


def test_pilot_units_are_found_and_examples_marked():
    institution(name="试点厂", pilot_unit=True, example=True), institution(name="别的厂")
    page = said(client_as(member("administrator")).get(reverse("institutions:list"), {"pilot": "true"}))
    assert "试点厂" in page
    assert "别的厂" not in page
    assert "pilot unit, example" in page
