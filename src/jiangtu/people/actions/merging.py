"""Two records of one person become one: everything that hangs on the second moves to the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final
from jiangtu.core.verdict import No, require

from .. import access, doors, queries
from ..doors import Moving
from ..models import Account, Consent, OtherDocument, Person
from ..rules import documents

if TYPE_CHECKING:
    Relation = models.Field[Any, Any]  # a column of any table that names a person


def relations() -> Iterator[tuple[str, Relation]]:
    """Every column of this house that names a person, and every table of many to many."""
    for model in apps.get_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.remote_field and field.remote_field.model is Person:
                yield f"{model._meta.label}.{field.name}", field


def answers() -> dict[str, Moving]:
    """Relation → what becomes of its rows, as the rooms brought it."""
    brought = [*own(), *(moving for room in doors.merging for moving in room())]
    return {moving.relation: moving for moving in brought}


def own() -> Iterable[Moving]:
    """This room's own."""
    return [
        Moving("people.Person.merged_into"),
        Moving("people.Account.person", single=True),
        Moving("people.OtherDocument.person"),
        Moving("people.Consent.person", settle=_one_consent_each),
    ]


def _one_consent_each(second: int, first: int) -> None:
    """What both records agreed to in the same text is in force once; the other is kept, ended today."""
    given = Consent.objects.filter(person=first, withdrawn_at__isnull=True)
    for consent in Consent.objects.filter(person=second, withdrawn_at__isnull=True):
        if given.filter(purpose=consent.purpose, version=consent.version).exists():
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=timezone.now())


@final
@transaction.atomic
def merge_people(second: Person, first: Person, *, by: Actor, reason: str, both_documents: bool = False) -> Person:
    """Merge the second record into the first, which stays; the second stays as a name that leads to it.

    Nothing is lost: what hangs on the second hangs on the first afterwards, and both histories are shown.
    `both_documents`: where each has a document, both are this person's, and the second's finds them too. Raises
    `Refused`: no right, reason_missing, merge_same, merge_done, merge_two_documents, merge_documents_unsaid,
    merge_two_accounts, what the rooms refuse, or merge_clash with what stands in the way.
    """
    require(access.can_merge(by))
    if not reason.strip():
        require(No("reason_missing"))
    keys = sorted({second.pk, first.pk})
    held = {
        each.pk: each
        for each in Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    }
    second, first = held[second.pk], held[first.pk]
    _require_two(second, first, by=by, both_documents=both_documents)
    for may in doors.mergeable:
        require(may(second.pk, first.pk))
    known, moved = answers(), 0
    for relation, field in relations():
        moved += _move(known[relation], field, second.pk, first.pk)
    _move_facts(second, first)
    journal.record(
        "records merged", first, by=by, remark=reason, threads=[second.uuid],
        before={"name": second.name}, after={"name": first.name, "moved": moved},
    )  # fmt: skip
    return first


def _require_two(second: Person, first: Person, *, by: Actor, both_documents: bool) -> None:
    if second.pk == first.pk:
        require(No("merge_same"))
    if second.merged_into_id or first.merged_into_id:
        require(No("merge_done"))
    if by.person in (second.pk, first.pk):
        require(No("merge_oneself"))
    if second.document_print and first.document_print:
        one, other = queries.whose(second), queries.whose(first)
        if not documents.may_both_be(one, other):
            require(No("merge_two_documents"))
        if one != other and not both_documents:
            require(No("merge_documents_unsaid"))
    used = dict(Account.objects.filter(person__in=(second.pk, first.pk)).values_list("person", "is_active"))
    if len(used) == 2 and used[second.pk]:
        require(No("merge_two_accounts"))


def _move(moving: Moving, field: Relation, second: int, first: int) -> int:
    """Move one relation's rows; how many there were."""
    if moving.settle:
        moving.settle(second, first)
    model, name, alike = _rows_of(field, moving)
    rows = model._base_manager.filter(**{name: second})
    if moving.single and model._base_manager.filter(**{name: first}).exists():
        return 0
    if alike:
        there = model._base_manager.filter(**{name: first}, **{each: models.OuterRef(each) for each in alike})
        if isinstance(field, models.ManyToManyField):  # a line of such a table says nothing but the two it joins
            rows.filter(models.Exists(there)).delete()
        rows = rows.exclude(models.Exists(there))
    column = f"{name}_id"
    try:
        with transaction.atomic():
            _allow(column)
            return int(rows.update(**{name: first}))
    except IntegrityError:  # its message would name them
        require(No("merge_clash", have=str(moving.clash or model._meta.verbose_name)))
        raise
    finally:
        _allow("")


def _rows_of(field: Relation, moving: Moving) -> tuple[type[models.Model], str, tuple[str, ...]]:
    """The table that holds the relation, its column to the person, and the columns in which rows may not be alike."""
    if isinstance(field, models.ManyToManyField):
        through = field.remote_field.through
        assert through is not None
        return through, field.m2m_reverse_field_name(), (field.m2m_field_name(),)
    return field.model, field.name, moving.alike


def _allow(column: str) -> None:
    """Let this column of append-only rows change, and nothing else of them, for this transaction."""
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiangtu.moved', %s, true)", [column])


def _move_facts(second: Person, first: Person) -> None:
    """The document, birth date and phone that the first record lacks."""
    kind, document, print_ = second.document_type, second.document, second.document_print
    if print_:
        second.document_type, second.document, second.document_print = "", "", None
        second.save()
        if first.document_print:
            OtherDocument.objects.create(
                person=first, document_type=kind, document=document.reveal(), document_print=print_
            )
        else:
            first.document_type, first.document, first.document_print = kind, document.reveal(), print_
    first.born_on = first.born_on or second.born_on
    if second.phone and not first.phone:
        first.phone = second.phone.reveal()
    first.save()
    second.merged_into = first
    second.save()
