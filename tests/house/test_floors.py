"""What the linter of imports cannot see: relations written as text, with a way back; rules that are not pure."""

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

from tests.house.source import PACKAGE, calls, python_files, tree


def rooms_of_relations(models):
    """Every relation of ours between two rooms: (field, room, room it points to)."""
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.remote_field and field.related_model
            if target and (there := target._meta.app_label) != (here := model._meta.app_label):
                yield field, here, there


def reverse_doors(models):
    """Relations that the linter of imports cannot see: upward, or with a name by which the lower room looks up."""
    floors = {room.rpartition(".")[2]: floor for floor, room in enumerate(settings.ROOMS)}
    for field, here, there in rooms_of_relations(models):
        if here in floors and there in floors and (floors[there] > floors[here] or not field.remote_field.hidden):
            yield str(field)


def test_no_relation_opens_a_door_from_a_lower_room_to_an_upper_one():
    assert list(rooms_of_relations(apps.get_models()))
    assert list(reverse_doors(apps.get_models())) == []


@isolate_apps("jiangtu.people", "jiangtu.training")
def test_a_relation_with_a_name_and_a_relation_upward_are_found():
    class Person(models.Model):
        favourite = models.ForeignKey("training.Lesson", models.CASCADE, related_name="+")

        class Meta:
            app_label = "people"

    class Lesson(models.Model):
        learner = models.ForeignKey("people.Person", models.CASCADE)
        quiet = models.ForeignKey("people.Person", models.CASCADE, related_name="+")

        class Meta:
            app_label = "training"

    assert list(reverse_doors([Person, Lesson])) == ["people.Person.favourite", "training.Lesson.learner"]


def types_by_name(module, room):
    """What a room imports for the type checker alone, of other rooms: (room it is of, its module)."""
    for node in ast.walk(module):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for each in ast.walk(node):
                if isinstance(each, ast.ImportFrom) and not each.level and (each.module or "").startswith("jiangtu."):
                    other, _, rest = each.module.removeprefix("jiangtu.").partition(".")
                    if other != room:
                        yield other, rest


# Of these a class may be named from anywhere above: they are values, not tables.
VALUES = ("rules", "states", "queries", "doors")


def strays(module, room):
    """Classes imported by name that are of an upper room, or of something else than its models or what is open."""
    floors = ["core", *(name.rpartition(".")[2] for name in settings.ROOMS)]
    floors = list(dict.fromkeys(floors))
    for other, rest in types_by_name(module, room):
        if other == "core":
            continue
        upward = other not in floors or (room in floors and floors.index(other) > floors.index(room))
        if upward or rest.split(".")[0] not in ("models", *VALUES):
            yield f"{room}: {other}.{rest}"


def test_classes_of_other_rooms_are_named_downward_and_of_models_only():
    """docs/decisions/doors.md"""
    files = [(path, path.relative_to(PACKAGE).parts[0]) for path in python_files()]
    assert [each for path, room in files if room != "console" for each in strays(tree(path), room)] == []


@pytest.mark.parametrize(("room", "line"), [
    ("people", "from jiangtu.training.models import Enrolment"),
    ("training", "from jiangtu.people.views import Me"),
])  # fmt: skip
def test_a_class_named_upward_or_of_a_page_is_found(room, line):
    assert list(strays(ast.parse(f"if TYPE_CHECKING:\n    {line}"), room))


OUTSIDE = {"django", "psycopg", "procrastinate", "os", "pathlib", "subprocess", "socket"}


def worldly(module):
    """What in a module looks beyond the values it is given: the framework, the machine, the clock, a file."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in OUTSIDE)
        elif isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] in OUTSIDE:
            yield node.module
    yield from (word for word, call in calls(module) if word in {"today", "now"} and not call.args)
    yield from (word for word, call in calls(module) if word == "open" and isinstance(call.func, ast.Name))


def test_rules_know_neither_the_framework_nor_the_clock_nor_files():
    of_rooms = [path for path in python_files("rules") if path.relative_to(PACKAGE).parts[1] in {"rules", "rules.py"}]
    assert of_rooms
    assert {str(path): found for path in of_rooms if (found := list(worldly(tree(path))))} == {}


@pytest.mark.parametrize("line", [
    "from django.db import models", "def f():\n    import os", "date.today()", "datetime.now()", "open('x')",
])  # fmt: skip
def test_a_rule_that_looks_beyond_its_values_is_found(line):
    assert list(worldly(ast.parse(line)))
