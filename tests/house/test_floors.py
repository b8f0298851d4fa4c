"""Doors that no import shows: a relation between tables is written as text and has a way back."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps


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
