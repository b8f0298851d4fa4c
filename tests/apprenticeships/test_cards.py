"""From the home of a class to its people's cards; and why somebody gets none yet, with the step that mends it."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from jiangtu.apprenticeships.actions.apprenticeships import confirm
from jiangtu.institutions.models import Invitation
from jiangtu.sheets import actions as sheets
from jiangtu.training.doors import home
from tests.factories import apprenticeships as factory
from tests.factories.institutions import client_as, hat, institution, member
from tests.factories.people import account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LATER = date(2025, 9, 1)
NO_CARD = "get no sign-in card"


@pytest.fixture
def a_class():
    """A class with two in training, one of whom has an account, and one who waits for the enterprise."""
    of = factory.running_class(apprentices=0)
    firm = of.enterprises.get()
    without, signing = (factory.apprentice(of, enterprise=firm) for _ in range(2))
    for it in (without, signing):
        hat("apprentice", firm, of=it.enrolment.person)
    account(signing.enrolment.person)
    return of, firm, without, factory.apprentice(of, state="proposed", enterprise=firm)


def said(response):
    assert response.status_code == 200
    return response.content.decode()


def people_page(of):
    return reverse("apprenticeships:class-people", args=[of.uuid])


def offered(page):
    return page.count('name="everyone"')


@pytest.mark.parametrize("who", ["hr", "head", "trainer"])
def test_from_the_home_of_a_class_it_is_one_click_to_the_cards_of_its_people(a_class, who):
    of, firm, without, _proposed = a_class
    actors = {"hr": factory.hr_of(firm), "head": factory.head_of(of), "trainer": factory.trainer_of(of)}
    client = client_as(actors[who])
    assert "1 apprentice has no card to sign in yet" in said(client.get(home(of.uuid)))
    page = said(client.get(people_page(of)))
    assert (offered(page), f'name="everyone" value="{without.enrolment.person.uuid}"' in page) == (1, True)
    chosen = {"of": "all", "everyone": str(without.enrolment.person.uuid), "sheet": str(uuid4()), "act": "print"}
    assert client.post(reverse("institutions:cards"), chosen)["Content-Type"] == "application/pdf"
    assert "has no card" not in said(client.get(home(of.uuid)))
    page = said(client.get(people_page(of)))
    assert offered(page) == 0, "a card for all would make the one just given worthless"
    assert "Give cards to those ticked" in page


def test_the_way_back_from_the_cards_is_the_list_one_came_from(a_class):
    of, firm, without, _proposed = a_class
    client, members = client_as(factory.hr_of(firm)), reverse("institutions:members", args=[firm.uuid])
    ways = {
        people_page(of) + "?account=none": [reverse("training:classes"), home(of.uuid)],
        reverse("apprenticeships:list"): [],
        members: [reverse("institutions:list"), reverse("institutions:detail", args=[firm.uuid])],
        "/": None,
        "/nowhere": None,
    }
    for back, above in ways.items():
        page = said(
            client.post(
                reverse("institutions:cards"),
                {"person": str(without.enrolment.person.uuid)},
                headers={"referer": f"http://testserver{back}"},
            )
        )
        crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]*)"', crumbs) == ([] if above is None else [*above, back]), back


def test_who_gives_nobody_a_card_reads_nothing_of_cards_there(a_class):
    of, firm, _without, _proposed = a_class
    bureau = member("bureau_officer", institution("bureau", region="330500"))
    pages = [said(client_as(bureau).get(where)) for where in (home(of.uuid), people_page(of))]
    pages.append(said(client_as(member("enterprise_mentor", firm)).get(people_page(of))))
    for page in pages:
        assert ("no card" in page, offered(page), "give-cards" in page, NO_CARD in page) == (False, 0, False, False)


def test_whom_the_enterprise_has_not_confirmed_gets_a_card_once_it_has(a_class):
    of, firm, _without, proposed = a_class
    hr = factory.hr_of(firm)
    client, head = client_as(hr), client_as(factory.head_of(of))
    waiting, remind = reverse("apprenticeships:waiting"), reverse("apprenticeships:remind", args=[of.uuid])
    for page in (people_page(of), reverse("apprenticeships:list")):
        assert NO_CARD in said(client.get(page))
        assert f'href="{waiting}"' in said(client.get(page))
        assert NO_CARD in said(head.get(page))
    assert f'href="{remind}"' in said(head.get(people_page(of)))
    ticked = {"person": str(proposed.enrolment.person.uuid)}
    for window, mends in ((client, waiting), (head, reverse("apprenticeships:list") + "?state=proposed")):
        page = said(window.post(reverse("institutions:cards"), ticked))
        assert (NO_CARD in page, f'href="{mends}"' in page, "has no role in force" in page) == (True, True, False)
        assert 'value="print"' not in page
    window.post(reverse("institutions:cards"), {**ticked, "sheet": str(uuid4()), "act": "print"})
    assert not Invitation.objects.exists()
    confirm([proposed], by=hr)
    assert NO_CARD not in said(client.get(people_page(of)))
    printed = client.post(reverse("institutions:cards"), {**ticked, "sheet": str(uuid4()), "act": "print"})
    assert printed["Content-Type"] == "application/pdf"


def test_of_a_stranger_nothing_is_told_by_the_page_of_cards(a_class):
    far = factory.apprentice(state="proposed")
    page = said(client_as(factory.hr_of(a_class[1])).post(
        reverse("institutions:cards"), {"person": str(far.enrolment.person.uuid)}
    ))  # fmt: skip
    assert (NO_CARD in page, "has no role in force yet, or is not looked after by you" in page) == (False, True)


def test_the_people_of_a_class_cost_the_same_queries_for_many_as_for_few(a_class, queries_of):
    of, firm, *_ = a_class
    client = client_as(factory.hr_of(firm))
    few = queries_of(lambda: client.get(people_page(of)))
    for _ in range(8):
        hat("apprentice", firm, of=factory.apprentice(of, enterprise=firm).enrolment.person)
    assert queries_of(lambda: client.get(people_page(of))) == few


def test_whom_hr_brings_for_a_class_that_begins_later_gets_a_card_today():
    of = factory.draft_class(state="open", starts_on=LATER, ends_on=date(2026, 8, 31))
    firm = of.enterprises.get()
    hr = factory.hr_of(firm)
    row = factory.roster_row(contract_from="2025-09-01", contract_to="2027-08-31")
    sheets.take(
        factory.roster_checked(of, factory.roster_csv(row), by=hr), only_good=False, asked={"since": LATER}, by=hr
    )
    assert offered(said(client_as(hr).get(people_page(of)))) == 1
