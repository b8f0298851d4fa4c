"""What is backed up comes back the same, with what the database refuses; and nothing is thrown away by accident."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from jiangtu.console.backup import MANIFEST, Broken, _Writing, back_up, canary, manifest_of
from jiangtu.console.clients import conninfo, fitting, server_version
from jiangtu.console.keys import missing_files
from jiangtu.console.restore import restore
from jiangtu.core import files
from jiangtu.core.models import JournalEntry
from jiangtu.core.vault import seal
from jiangtu.core.verdict import Refused
from jiangtu.people.models import Person
from jiangtu.people.queries import document_print
from jiangtu.seals.actions import seal as seal_journal

pytestmark = pytest.mark.both
CLONE = Path(__file__).resolve().parents[2]
JOURNAL = "SELECT * FROM core_journalentry ORDER BY id"
TRIGGERS = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 2, 1"
CONSTRAINTS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"


@pytest.fixture
def act(transactional_db):
    """A line of the journal and a stored file."""
    line = JournalEntry.objects.create(
        on="2025-01-01", verb="class opened", kind="training.Class", subject=uuid.uuid4(), threads=[], role="system",
        after={"name": "车工一班"},
    )  # fmt: skip
    return line, files.keep("花名册".encode(), name="花名册.csv", content_type="text/csv", purpose="roster")


@pytest.fixture
def empty_database(db):
    """One that an ordinary role owns, as in production."""
    name = f"{connection.settings_dict['NAME']}_restored"
    word = connection.settings_dict["PASSWORD"] or "trusted here"
    with psycopg.connect(conninfo(), dbname="postgres", autocommit=True) as server:
        told = {"base": sql.Identifier(name), "role": sql.Identifier(name), "word": sql.Literal(word)}
        drop = sql.SQL("DROP DATABASE IF EXISTS {base} WITH (FORCE)").format(**told)
        server.execute(drop)
        server.execute(sql.SQL("DROP ROLE IF EXISTS {role}").format(**told))
        server.execute(sql.SQL("CREATE ROLE {role} LOGIN PASSWORD {word}").format(**told))
        server.execute(sql.SQL("CREATE DATABASE {base} TEMPLATE template0 OWNER {role}").format(**told))
        yield make_conninfo(conninfo(), dbname=name, user=name, password=word)
        server.execute(drop)
        server.execute(sql.SQL("DROP ROLE {role}").format(**told))


def sealed_tar(path, folder, names):
    """A tar of what lies in the folder, sealed by the keys of here, whatever it says."""
    with tarfile.open(path, "w") as tar:
        writing = _Writing(tar)
        for name in names:
            writing.file(name, folder / name)
        writing.sealed()


def inside(path, folder):
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
        return tar.getnames()


def put_together(path, folder, names):
    with tarfile.open(path, "w") as tar:
        for name in names:
            tar.add(folder / name, name)


def jiangtu(*words, database, home=None):
    """The console program in a process of its own, as an administrator runs it."""
    home = str(home or os.environ["JIANGTU_HOME"])
    return subprocess.run(
        [sys.executable, "-m", "jiangtu.console", "--lang", "en", *map(str, words)], capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": database, "JIANGTU_HOME": home, "PYTHONPATH": str(CLONE / "src"),
             "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"},
    )  # fmt: skip


def rows(database, query):
    with psycopg.connect(database) as link:
        return link.execute(query).fetchall()


def home_with_keys(folder):
    """Another machine that was given the keys and nothing else."""
    (folder / "keys").mkdir(parents=True)
    for key in (Path(os.environ["JIANGTU_HOME"]) / "keys").iterdir():
        (folder / "keys" / key.name).write_bytes(key.read_bytes())
    return folder


def test_a_backup_brings_back_rows_triggers_and_files_on_another_machine(act, empty_database, tmp_path):
    line, stored = act
    seal_journal()
    made = jiangtu("backup", tmp_path / "jt.tar", database=conninfo())
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "jt.tar").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["jt.tar"]

    home = home_with_keys(tmp_path / "other machine")
    back = jiangtu("restore", tmp_path / "jt.tar", database=empty_database, home=home)
    assert back.returncode == 0, back.stderr
    for query in (JOURNAL, TRIGGERS, CONSTRAINTS, "SELECT * FROM core_storedfile"):
        assert rows(empty_database, query) == rows(conninfo(), query)
    assert rows(empty_database, TRIGGERS)
    verified = jiangtu("journal", "verify", database=empty_database, home=home)
    assert (verified.returncode, "Everything fits" in verified.stdout) == (0, True), verified.stdout
    with psycopg.connect(empty_database) as link, pytest.raises(psycopg.errors.RestrictViolation):
        link.execute("DELETE FROM core_journalentry")
    sealed = home / "files" / stored.uuid.hex[:2] / stored.uuid.hex
    assert files.unseal(sealed.read_bytes(), purpose=stored.uuid.hex).decode() == "花名册"

    # A second time there is something to lose, and nothing is lost until one says so.
    again = jiangtu("restore", tmp_path / "jt.tar", database=empty_database, home=home)
    assert (again.returncode, "not empty" in again.stderr) == (2, True)
    with psycopg.connect(empty_database) as link:
        link.execute("CREATE TABLE later (x int)")
    replaced = jiangtu("restore", tmp_path / "jt.tar", "--replace", database=empty_database, home=home)
    assert replaced.returncode == 0, replaced.stderr
    assert rows(empty_database, "SELECT to_regclass('later')") == [(None,)]
    assert rows(empty_database, JOURNAL) == rows(conninfo(), JOURNAL)


def test_a_backup_is_restored_into_the_embedded_server_by_its_ordinary_role(act, home, tmp_path):
    _line, stored = act
    seal_journal()
    made = jiangtu("backup", tmp_path / "jt.tar", database=conninfo())
    assert made.returncode == 0, made.stderr
    home_with_keys(home)
    back = jiangtu("restore", tmp_path / "jt.tar", database="", home=home)
    assert back.returncode == 0, back.stderr
    verified = jiangtu("journal", "verify", database="", home=home)
    assert (verified.returncode, "Everything fits" in verified.stdout) == (0, True), verified.stderr
    again = jiangtu("backup", tmp_path / "again.tar", database="", home=home)
    assert again.returncode == 0, again.stderr
    inside(tmp_path / "again.tar", tmp_path / "again")
    assert (tmp_path / "again" / "files" / stored.uuid.hex[:2] / stored.uuid.hex).exists()


def test_no_key_is_in_a_backup(act, tmp_path):
    jiangtu("backup", tmp_path / "jt.tar", database=conninfo())
    with tarfile.open(tmp_path / "jt.tar") as tar:
        assert {name.split("/")[0] for name in tar.getnames()} == {
            "about.json", "database.dump", "files", "manifest.json", "manifest.seal",
        }  # fmt: skip
    for key in (Path(os.environ["JIANGTU_HOME"]) / "keys").iterdir():
        assert key.read_bytes().strip() not in (tmp_path / "jt.tar").read_bytes()


def test_without_its_keys_a_backup_is_refused_before_anything_is_touched(act, empty_database, tmp_path):
    jiangtu("backup", tmp_path / "jt.tar", database=conninfo())
    bare = tmp_path / "without keys"
    refused = jiangtu("restore", tmp_path / "jt.tar", database=empty_database, home=bare)
    assert (refused.returncode, "not those of this backup" in refused.stderr) == (2, True)
    assert not {"seal", "fingerprint"} & {path.name for path in (bare / "keys").iterdir()}  # none were made
    assert rows(empty_database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_a_restore_that_breaks_off_leaves_the_database_as_it_was(act, empty_database, tmp_path):
    back_up(tmp_path / "jt.tar", conninfo(), tmp_path / "none")
    inside(tmp_path / "jt.tar", tmp_path / "inside")
    dump = tmp_path / "inside" / "database.dump"
    os.truncate(dump, dump.stat().st_size * 2 // 3)
    sealed_tar(tmp_path / "cut.tar", tmp_path / "inside", ("about.json", "database.dump"))
    with psycopg.connect(empty_database) as link:
        link.execute("CREATE TABLE precious AS SELECT 1 AS x")
    with pytest.raises(Broken):
        restore(tmp_path / "cut.tar", empty_database, tmp_path / "files", replace=True)
    assert rows(empty_database, "SELECT x FROM precious") == [(1,)]
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"migrations": ["training.0999_from_tomorrow"]}, "backup_of_newer_release"),
        ({"server": 99}, "backup_of_newer_server"),
        ({"format": 99}, "backup_unreadable"),
        ({"format": 1}, "backup_unreadable"),
    ],
)
def test_a_backup_from_tomorrow_is_refused(act, empty_database, tmp_path, change, code):
    about = {"format": 2, "migrations": [], "server": 15, "client": 15, "canary": canary(), **change}
    (tmp_path / "about.json").write_text(json.dumps(about))
    with tarfile.open(tmp_path / "jt.tar", "w") as tar:
        tar.add(tmp_path / "about.json", "about.json")
    with pytest.raises(Refused) as refused:
        restore(tmp_path / "jt.tar", empty_database, tmp_path / "files")
    assert refused.value.verdict.code == code


def changed_dump(folder):
    """One byte of the dump is another one: a changed statement, as far as anybody can tell."""
    dump = folder / "database.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)


def changed_file(folder):
    next(folder.glob("files/*/*")).write_bytes(b"another")


def changed_about(folder):
    about = json.loads((folder / "about.json").read_text())
    (folder / "about.json").write_text(json.dumps({**about, "release": "another"}))


def another_manifest(folder):
    """A changed dump with a manifest that fits it, as whoever has no keys can write one."""
    changed_dump(folder)
    known = json.loads((folder / "manifest.json").read_text())
    content = (folder / "database.dump").read_bytes()
    known["database.dump"] = [len(content), hashlib.sha256(content).hexdigest()]
    (folder / "manifest.json").write_bytes(manifest_of(known))


def sealed_for_another_purpose(folder):
    another_manifest(folder)
    digest = hashlib.sha256((folder / "manifest.json").read_bytes()).digest()
    (folder / "manifest.seal").write_bytes(seal(digest, purpose=f"not {MANIFEST}"))


def missing(name):
    def act(folder):
        (folder / name).unlink()

    return act


def beside(folder):
    (folder / "files" / "note").write_text("not ours")


@pytest.mark.parametrize(
    "tamper",
    [changed_dump, changed_file, changed_about, another_manifest, sealed_for_another_purpose, missing("manifest.seal"),
     missing("manifest.json"), beside],
)  # fmt: skip
def test_a_backup_that_somebody_changed_executes_nothing(act, empty_database, tmp_path, tamper):
    _line, stored = act
    back_up(tmp_path / "jt.tar", conninfo(), Path(settings.FILES_ROOT))
    names = inside(tmp_path / "jt.tar", tmp_path / "inside")
    assert f"files/{stored.uuid.hex[:2]}/{stored.uuid.hex}" in names
    tamper(tmp_path / "inside")
    there = [name for name in names if (tmp_path / "inside" / name).exists()]
    more = ["files/note"] if (tmp_path / "inside" / "files" / "note").exists() else []
    put_together(tmp_path / "changed.tar", tmp_path / "inside", [*there, *more])
    with psycopg.connect(empty_database) as link:
        link.execute("CREATE TABLE precious AS SELECT 1 AS x")
    with pytest.raises(Refused) as told:
        restore(tmp_path / "changed.tar", empty_database, tmp_path / "files", replace=True)
    assert told.value.verdict.code == "backup_not_ours"
    assert rows(empty_database, "SELECT x FROM precious") == [(1,)]
    assert not (tmp_path / "files").exists()


def test_a_file_taken_out_of_a_backup_is_missed(act, empty_database, tmp_path):
    back_up(tmp_path / "jt.tar", conninfo(), Path(settings.FILES_ROOT))
    names = [name for name in inside(tmp_path / "jt.tar", tmp_path / "inside") if not name.startswith("files/")]
    put_together(tmp_path / "less.tar", tmp_path / "inside", names)
    with pytest.raises(Refused) as told:
        restore(tmp_path / "less.tar", empty_database, tmp_path / "files")
    assert told.value.verdict.code == "backup_not_ours"


def test_no_superuser_restores(act, empty_database, tmp_path):
    back_up(tmp_path / "jt.tar", conninfo(), tmp_path / "none")
    almighty = make_conninfo(conninfo(), dbname=connection.settings_dict["NAME"] + "_restored")
    with pytest.raises(Refused) as told:
        restore(tmp_path / "jt.tar", almighty, tmp_path / "files")
    assert told.value.verdict.code == "restore_as_superuser"


def test_who_does_not_own_the_database_restores_nothing_and_is_told_which_role_does(act, empty_database, tmp_path):
    back_up(tmp_path / "jt.tar", conninfo(), tmp_path / "none")
    with psycopg.connect(conninfo(), dbname="postgres", autocommit=True) as server:
        owner = sql.Identifier(str(server.execute("SELECT current_user").fetchone()[0]))
        name = sql.Identifier(connection.settings_dict["NAME"] + "_restored")
        server.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))
    with pytest.raises(Refused) as told:
        restore(tmp_path / "jt.tar", empty_database, tmp_path / "files")
    assert told.value.verdict.code == "restore_not_as_owner"


def test_with_other_keys_nothing_is_backed_up_served_or_made(act, tmp_path):
    """A filled database beside a folder without its keys: no new ones are made; nor is anything done with others."""
    person = Person.objects.create(
        name="王强", document_type="resident_id", document="330522199905040018", document_print=document_print(
            "resident_id", "330522199905040018"
        ),
    )  # fmt: skip
    assert person.pk
    bare, other = tmp_path / "bare", tmp_path / "other"
    (other / "keys").mkdir(parents=True)
    for name in ("seal", "fingerprint"):
        (other / "keys" / name).write_text("ab" * 32)
    words = {
        "backup": [tmp_path / "jt.tar"], "serve": [], "worker": [],
        "administrator": ["--institution", "部", "--region", "110000", "--name", "周", "--email", "z@example.cn"],
    }  # fmt: skip
    for command, more in words.items():
        told = jiangtu(command, *more, database=conninfo(), home=bare)
        assert (told.returncode, "none were made" in told.stderr) == (2, True), told.stderr
    assert not {"seal", "fingerprint"} & {path.name for path in (bare / "keys").iterdir()}
    told = jiangtu("backup", tmp_path / "jt.tar", database=conninfo(), home=other)
    assert (told.returncode, "not those that sealed" in told.stderr) == (2, True), told.stderr
    assert not (tmp_path / "jt.tar").exists()


def test_files_on_record_that_are_missing_are_told(act, tmp_path):
    _line, stored = act
    (Path(settings.FILES_ROOT) / stored.uuid.hex[:2] / stored.uuid.hex).unlink()
    assert missing_files() == [stored.uuid.hex]
    told = jiangtu("backup", tmp_path / "jt.tar", database=conninfo())
    assert (told.returncode, stored.uuid.hex in told.stderr) == (0, True)


def test_files_that_lie_there_are_not_thrown_away(act, empty_database, tmp_path):
    back_up(tmp_path / "jt.tar", conninfo(), tmp_path / "none")
    (tmp_path / "files" / "ab").mkdir(parents=True)
    with pytest.raises(Refused) as refused:
        restore(tmp_path / "jt.tar", empty_database, tmp_path / "files")
    assert refused.value.verdict.code == "restore_files_there"


def test_what_is_no_backup_is_refused_in_a_sentence(db, tmp_path):
    (tmp_path / "notes.tar").write_text("not a tar")
    refused = jiangtu("restore", tmp_path / "notes.tar", database=conninfo())
    assert (refused.returncode, "not a backup" in refused.stderr) == (2, True)
    refused = jiangtu("backup", tmp_path / "nowhere" / "jt.tar", database=conninfo())
    assert (refused.returncode, "no folder" in refused.stderr) == (2, True)


def test_an_empty_database_is_nothing_to_back_up(empty_database, tmp_path):
    with pytest.raises(Refused) as refused:
        back_up(tmp_path / "jt.tar", empty_database, tmp_path / "none")
    assert refused.value.verdict.code == "backup_nothing"
    assert not list(tmp_path.iterdir())


def test_the_program_is_the_oldest_that_fits_and_none_from_the_future_is_made_up(db):
    assert fitting("pg_dump", server_version(conninfo())).is_file()
    with pytest.raises(Refused) as refused:
        fitting("pg_dump", 99)
    assert refused.value.verdict.code == "program_missing"


def test_a_place_that_takes_no_backup_is_named_before_anything_is_dumped(db, tmp_path):
    with pytest.raises(Refused) as told:
        back_up(tmp_path, conninfo(), tmp_path)
    assert told.value.verdict.code == "backup_not_written"
    assert list(tmp_path.iterdir()) == []
