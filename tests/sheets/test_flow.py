"""The one flow of a file, with a small kind of its own: the members of an institution's reading circle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import translation

from jiangtu.core import journal, phrases
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Look
from jiangtu.core.jobs import Step, spelled
from jiangtu.core.models import Job, JournalEntry
from jiangtu.core.verdict import YES, No, Refused, Verdict
from jiangtu.institutions.models import Institution
from jiangtu.institutions.states import Role
from jiangtu.sheets import actions, desk, jobs, queries, workbook
from jiangtu.sheets.doors import Kind, Shown, kinds
from jiangtu.sheets.models import GivenFile
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.layout import Column, Layout, Sheet
from jiangtu.sheets.rules.report import Problem, Report
from tests.factories.institutions import client_as, member
from tests.sheets.files import book, rows, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "circle")]
JOINED = "joined the circle"
GOOD = "姓名,页数\n陈静,12\n李明,30\n"
MIXED = "姓名,页数\n陈静,12\n李明,许多\n"


@dataclass(frozen=True)
class Entry:
    row: int
    name: str
    pages: int | None


def own(keys: Sequence[Any], actor: Actor) -> Institution:
    if keys[0] != actor.institution_uuid:
        raise Http404
    return Institution.objects.get(uuid=keys[0])


def may_give(actor: Actor, circle: Institution) -> Verdict:
    return YES if actor.has(Role.ENTERPRISE_HR) else No("no_right", action="give")


def visible(actor: Actor) -> Q:
    return Q(given_for=actor.institution_uuid) if actor.has(Role.ENTERPRISE_HR) else Q(pk__in=[])


def members() -> list[str]:
    rows = JournalEntry.objects.filter(verb=JOINED).order_by("pk").values_list("after", flat=True)
    return [row["name"] for row in rows]


def check(sheet: Sheet, circle: Institution, by: Actor) -> Report[Entry]:
    entries = [
        Entry(line, values.text(name), int(pages) if (pages := values.text(cell)).isdecimal() else None)
        for line, name, cell in zip(sheet.lines, sheet.column("name"), sheet.column("pages"), strict=True)
    ]
    here = set(members())
    problems = [Problem(each.row, "pages", "no_pages") for each in entries if each.pages is None]
    problems += [Problem(e.row, "pages", "few_pages", {"have": e.pages}, "warning") for e in entries if e.pages == 1]
    return Report(problems, entries, {each.row for each in entries if each.name in here})


def take(rows: Sequence[Entry], circle: Institution, *, by: Actor, step: Step) -> int:
    for each in rows:
        journal.record(JOINED, circle, by=by, after={"name": each.name})
    return len(rows)


def hold(circle: Institution) -> Institution:
    return Institution.objects.select_for_update().get(pk=circle.pk)


CIRCLE = Kind(
    "members",
    "读书会 circle",
    Layout("members", (Column("name", "姓名", required=True), Column("pages", "页数"))),
    about=own,
    may_give=may_give,
    visible=visible,
    check=check,
    take=take,
    shows=lambda circle, actor: Shown(name=str(circle)),
    hold=hold,
    known_rows=lambda circle, actor: [{"name": name} for name in members()],
    codes={"no_pages": "页数 pages"},
)


@pytest.fixture
def circle(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sentences = {"no_pages": "Pages are a number.", "few_pages": "One page is little.", JOINED: "%(name)s joined"}
    monkeypatch.setattr(phrases, "_sentences", {**phrases.known(), **sentences})
    with kinds.alone(lambda: (CIRCLE,)):
        yield


@pytest.fixture
def hr() -> Actor:
    return member("enterprise_hr")


def given(content: str | bytes, *, by: Actor, name: str = "读书会.csv") -> GivenFile:
    """A file that came in and is checked."""
    raw = content.encode() if isinstance(content, str) else content
    return worked(actions.give(CIRCLE, [by.institution_uuid], content=raw, name=name, by=by), by=by)


def worked(file: GivenFile, *, by: Actor) -> GivenFile:
    """The file once the worker has checked it."""
    jobs.check(job=str(Job.objects.get(about=file.uuid).uuid), given=str(file.uuid), actor=spelled(by))
    return GivenFile.objects.get(pk=file.pk)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.verdict.code


def page(name: str, *args: Any) -> str:
    return reverse(f"sheets:{name}", args=args)


def journaled(file: GivenFile) -> list[str]:
    return list(JournalEntry.objects.filter(subject=file.uuid).order_by("pk").values_list("verb", flat=True))


def test_a_file_is_given_checked_and_imported_whole_each_step_journaled(hr):
    client = client_as(hr)
    file = SimpleUploadedFile("读书会.csv", GOOD.encode())
    sent = client.post(page("give", "members", hr.institution_uuid), {"file": file})
    found = GivenFile.objects.get()
    assert sent.url == page("file", found.uuid)
    assert (found.state, found.given_for, Job.objects.get().about) == ("given", hr.institution_uuid, found.uuid)
    found = worked(found, by=hr)
    assert (found.state, found.rows, found.good, found.problems) == ("checked", 2, 2, [])
    assert members() == []
    assert "Import 2 rows" in client.get(sent.url).content.decode()
    done = actions.take(found, only_good=False, by=hr)
    assert (done.state, done.taken, members()) == ("taken", 2, ["陈静", "李明"])
    assert journaled(found) == ["members given", "members checked", "members taken over"]


def test_checked_files_that_are_many_are_one_line_of_the_desk_with_the_list_of_them(hr):
    for _ in range(MANY):
        given(GOOD, by=hr)
    assert len(list(desk.dues(Look(hr, date(2025, 6, 16))))) == MANY
    given(MIXED, by=hr, name="外单位.csv")
    [line] = desk.dues(Look(hr, date(2025, 6, 16)))
    assert (line.text, line.n, line.url) == (
        f"{MANY + 1} files are checked and not yet imported",
        MANY + 1,
        "/sheets/files",
    )
    html = client_as(hr).get(line.url).content.decode()
    assert html.count("读书会.csv") == MANY
    assert "外单位.csv" in html
    assert "外单位.csv" not in client_as(member("enterprise_hr")).get(line.url).content.decode()


def test_with_errors_only_the_good_rows_go_in_and_only_by_choice(hr):
    found = given(MIXED, by=hr)
    assert (found.rows, found.good, found.faulty) == (2, 1, 1)
    assert refusal(lambda: actions.ask_take(found, only_good=False, by=hr)) == "rows_with_errors"
    assert refusal(lambda: actions.take(found, only_good=False, by=hr)) == "rows_with_errors"
    assert members() == []
    assert actions.take(found, only_good=True, by=hr).taken == 1
    assert members() == ["陈静"]


def test_a_warning_keeps_no_row_out(hr):
    found = given("姓名,页数\n陈静,1\n", by=hr)
    assert [Problem.of_record(each).severity for each in found.problems] == ["warning"]
    assert actions.take(found, only_good=False, by=hr).taken == 1


def test_the_file_given_back_is_mended_and_imported(hr):
    found = given(MIXED, by=hr)
    told = client_as(hr).get(page("corrected", found.uuid))
    assert told["Content-Type"].endswith("spreadsheetml.sheet")
    cells = workbook.grid(told.content, "a.xlsx", CIRCLE.layout).rows()
    assert cells[2][2].endswith("Pages are a number.")
    mended = "\n".join(",".join(map(str, [*row[:2]])) for row in cells).replace("许多", "7")
    again = given(mended, by=hr)
    assert again.problems == []
    assert actions.take(again, only_good=False, by=hr).taken == 2


def test_a_discarded_file_is_never_imported(hr):
    found = given(GOOD, by=hr)
    for _click in range(2):
        assert actions.discard(found, by=hr).state == "discarded"
    assert refusal(lambda: actions.take(found, only_good=False, by=hr)) == "move_impossible"
    assert refusal(lambda: actions.check_again(found, by=hr)) == "move_impossible"
    assert members() == []
    assert journaled(found).count("members discarded") == 1
    assert "Import 2 rows" not in client_as(hr).get(page("file", found.uuid)).content.decode()


def test_the_same_file_twice_changes_nothing_and_its_page_says_so(hr):
    first = given(GOOD, by=hr)
    for _click in range(2):
        assert actions.take(first, only_good=False, by=hr).taken == 2
    assert actions.ask_take(first, only_good=False, by=hr) is None
    second = given(GOOD, by=hr)
    assert (second.good, second.known, second.to_take) == (2, 2, 0)
    assert refusal(lambda: actions.take(second, only_good=False, by=hr)) == "nothing_to_take"
    assert "This very file was imported before" in client_as(hr).get(page("file", second.uuid)).content.decode()
    assert len(members()) == 2


def test_two_clicks_on_import_start_one_job(hr):
    found = given(GOOD, by=hr)
    first = actions.ask_take(found, only_good=False, by=hr)
    assert actions.ask_take(found, only_good=False, by=hr) == first


def test_what_came_meanwhile_is_shown_before_anything_is_imported(hr, monkeypatch):
    found = given(GOOD, by=hr)
    stricter = Report([Problem(3, "pages", "no_pages")], [Entry(2, "陈静", 12), Entry(3, "李明", None)])
    with kinds.alone(lambda: (_like(CIRCLE, check=lambda *_: stricter),)):
        again = actions.take(found, only_good=False, by=hr)
    assert (again.state, again.faulty, members()) == ("checked", 1, [])


def _like(kind: Kind[Any, Any], **changes: Any) -> Kind[Any, Any]:
    return Kind(**{name: getattr(kind, name) for name in kind.__dataclass_fields__} | changes)


def test_when_importing_breaks_off_nothing_of_it_stays(hr):
    found = given(GOOD, by=hr)

    def breaks(rows: Sequence[Entry], about: Institution, *, by: Actor, step: Step) -> int:
        take(rows[:1], about, by=by, step=step)
        raise OSError("the power went")

    with kinds.alone(lambda: (_like(CIRCLE, take=breaks),)), pytest.raises(OSError, match="power"):
        actions.take(found, only_good=False, by=hr)
    found.refresh_from_db()
    assert (found.state, members()) == ("checked", [])


@pytest.mark.django_db(transaction=True)
def test_two_who_import_the_same_at_once_do_it_once(hr):
    files = [given(GOOD, by=hr), given(GOOD, by=hr)]
    codes: list[str] = []

    def click(file: GivenFile) -> None:
        try:
            actions.take(file, only_good=False, by=hr)
        except Refused as refused:
            codes.append(refused.verdict.code)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click, args=[file]) for file in files]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert codes == ["nothing_to_take"]
    assert sorted(members()) == ["李明", "陈静"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04broken", "file_not_spreadsheet"),
        (b"", "file_empty"),
        ("名称,页数\n陈静,12\n".encode(), "header_missing"),
        ("姓名,姓名\n陈静,李明\n".encode(), "header_repeated"),
    ],
)
def test_a_file_that_cannot_be_read_is_kept_with_the_reason_and_imported_by_nobody(hr, content, code):
    found = given(content, by=hr)
    assert (found.state, found.refusal["code"]) == ("unreadable", code)
    assert refusal(lambda: actions.take(found, only_good=True, by=hr)) == "move_impossible"
    shown = client_as(hr).get(page("file", found.uuid)).content.decode()
    assert "Nothing was imported" in shown
    assert 'role="alert"' in shown


@pytest.mark.parametrize("role", Role.values)
def test_nobody_elsewhere_sees_or_moves_the_file_whatever_their_role(hr, role):
    found = given(MIXED, by=hr)
    stranger = member(role)
    client = client_as(stranger)
    pages = [page("give", "members", hr.institution_uuid), page("template", "members", hr.institution_uuid)]
    for address in (*pages, page("file", found.uuid), page("corrected", found.uuid)):
        assert client.get(address).status_code == 404, address
    for act in ("check", "take", "discard"):
        assert client.post(page(act, found.uuid), {"only_good": "1"}).status_code == 404, act
    for act in (
        lambda: actions.give(CIRCLE, [hr.institution_uuid], content=b"x", name="x.csv", by=stranger),
        lambda: actions.check(found, by=stranger),
        lambda: actions.ask_take(found, only_good=True, by=stranger),
        lambda: actions.take(found, only_good=True, by=stranger),
        lambda: actions.discard(found, by=stranger),
    ):
        assert refusal(act) == "no_right"
    assert members() == []


def test_a_colleague_without_the_role_has_no_part_in_it(hr):
    found = given(GOOD, by=hr)
    colleague = member("enterprise_mentor", Institution.objects.get(uuid=hr.institution_uuid))
    client = client_as(colleague)
    assert client.get(page("give", "members", hr.institution_uuid)).status_code == 409
    assert client.get(page("file", found.uuid)).status_code == 404
    assert refusal(lambda: actions.take(found, only_good=False, by=colleague)) == "no_right"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["With errors", "What is wrong, and how to fix it", "error", "Import only the good rows (1 row)"]),
        ("zh-hans", ["有错误", "问题及改正办法", "错误", "只导入无误的行（1 行），有错误的 1 行不导入"]),
    ],
)
def test_the_page_of_problems_speaks_the_readers_language(hr, language, said):
    found = given(MIXED, by=hr)
    client = client_as(hr)
    client.cookies["django_language"] = language
    with translation.override(language):
        shown = client.get(page("file", found.uuid), headers={"accept-language": language}).content.decode()
    for each in (*said, "页数", "Pages are a number."):
        assert each in shown, each


def test_the_template_holds_what_is_known(hr):
    actions.take(given(GOOD, by=hr), only_good=False, by=hr)
    blank = client_as(hr).get(page("template", "members", hr.institution_uuid)).content
    sheet = workbook.read(blank, "a.xlsx", CIRCLE.layout)
    assert [*sheet.column("name")] == ["陈静", "李明"]


def test_a_hidden_line_is_warned_of_on_the_page_and_taken_over_like_the_others(hr):
    lines = [words("姓名", "页数"), words("陈静", "12"), words("李明", "30")]
    found = given(book(f"{rows(*lines[:2])}<row hidden='1'>{lines[2]}</row>"), by=hr, name="读书会.xlsx")
    assert [(each.row, each.column, each.code) for each in queries.problems_of(found)] == [(3, "name", "row_hidden")]
    page = client_as(hr).get(reverse("sheets:file", args=[found.uuid])).content.decode()
    assert "hidden line 1" in " ".join(page.split())
    assert "The file hides this line" in page
    assert actions.take(found, only_good=False, by=hr).taken == 2


def test_what_a_formula_left_that_failed_is_an_error_in_whichever_column_it_stands(hr):
    found = given("姓名,页数\n陈静,12\n#N/A,30\n=B2,30\n", by=hr)
    assert [(each.row, each.column, each.code) for each in queries.problems_of(found)] == [
        (3, "name", "formula_failed"),
        (4, "name", "formula_failed"),
    ]
    page = client_as(hr).get(reverse("sheets:file", args=[found.uuid])).content.decode()
    assert "Write the value itself" in page
    assert actions.take(found, only_good=True, by=hr).taken == 1
