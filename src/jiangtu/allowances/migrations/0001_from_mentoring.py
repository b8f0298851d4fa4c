"""The tables come over from mentoring as they are, rows, constraints and triggers with them: they only change names."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT
MOVED = ("measureschoice", "allowancerun", "allowanceline", "payentry", "objection")

# What hangs on a table and is called after it: its indexes, constraints and the counter of its keys.
_RENAME = """
ALTER TABLE {old} RENAME TO {new};
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = '{new}'::regclass AND conname LIKE '{old}\\_%' LOOP
        EXECUTE format('ALTER TABLE {new} RENAME CONSTRAINT %I TO %I', name, '{new}' || substr(name, length('{old}') + 1));
    END LOOP;
    FOR name IN SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = '{new}'::regclass AND c.relname LIKE '{old}\\_%' LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', name, '{new}' || substr(name, length('{old}') + 1));
    END LOOP;
    IF to_regclass('{old}_id_seq') IS NOT NULL THEN
        ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq;
    END IF;
END $$;
"""


def renamed(old: str, new: str) -> str:
    return _RENAME.format(old=old, new=new)


def moved(model: str) -> migrations.RunSQL:
    before, after = f"mentoring_{model}", f"allowances_{model}"
    return migrations.RunSQL(renamed(before, after), renamed(after, before))


def key():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def named():
    return ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True))


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("institutions", "0002_gathered_by"),
        ("mentoring", "0003_by_enterprise_and_kept_reasons"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[moved(model) for model in MOVED],
            state_operations=[
                migrations.CreateModel(
                    name="MeasuresChoice",
                    fields=[
                        key(),
                        named(),
                        ("measures", models.CharField(max_length=60)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("enterprise", models.ForeignKey(on_delete=PROTECT, related_name="+", to="institutions.institution")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("enterprise", "since"), name="one_choice_of_measures_a_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllowanceRun",
                    fields=[
                        key(),
                        named(),
                        ("measures", models.CharField(max_length=60)),
                        ("period_from", models.DateField()),
                        ("period_to", models.DateField()),
                        ("rulebook", models.CharField(max_length=400)),
                        ("inputs", models.JSONField()),
                        ("undecided", models.JSONField(default=list)),
                        ("state", models.CharField(choices=[("draft", "draft"), ("shown", "sent for review"), ("released", "released"), ("dropped", "dropped")], default="draft", max_length=10)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("shown_at", models.DateTimeField(null=True)),
                        ("released_at", models.DateTimeField(null=True)),
                        ("corrects", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="corrected_by", to="allowances.allowancerun")),
                        ("enterprise", models.ForeignKey(on_delete=PROTECT, related_name="+", to="institutions.institution")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ["draft", "shown"])), fields=("enterprise",), name="one_open_allowance_run"),
                            models.UniqueConstraint(condition=models.Q(("state", "dropped"), _negated=True), fields=("corrects",), name="corrected_once"),
                            models.CheckConstraint(condition=models.Q(("period_to__gte", models.F("period_from"))), name="period_ends_after_it_starts"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllowanceLine",
                    fields=[
                        key(),
                        named(),
                        ("months", models.PositiveSmallIntegerField()),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("currency", models.CharField(max_length=3)),
                        ("state", models.CharField(choices=[("due", "due"), ("held", "held"), ("lost", "forfeited"), ("stopped", "stopped")], max_length=8)),
                        ("clause", models.JSONField()),
                        ("derivation", models.JSONField()),
                        ("run", models.ForeignKey(on_delete=PROTECT, related_name="lines", to="allowances.allowancerun")),
                        ("mentor", models.ForeignKey(on_delete=PROTECT, related_name="+", to="mentoring.mentorprofile")),
                        ("pair", models.ForeignKey(on_delete=PROTECT, related_name="+", to="mentoring.pair")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "pair"), name="one_line_of_a_pair_in_a_run")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PayEntry",
                    fields=[
                        key(),
                        named(),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("currency", models.CharField(max_length=3)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("run", models.ForeignKey(on_delete=PROTECT, related_name="pay_entries", to="allowances.allowancerun")),
                        ("mentor", models.ForeignKey(on_delete=PROTECT, related_name="+", to="mentoring.mentorprofile")),
                    ],
                    options={
                        "verbose_name_plural": "pay entries",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "mentor"), name="one_pay_entry_of_a_mentor_in_a_run")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        key(),
                        named(),
                        ("word", models.TextField()),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("run", models.ForeignKey(on_delete=PROTECT, related_name="objections", to="allowances.allowancerun")),
                        ("mentor", models.ForeignKey(on_delete=PROTECT, related_name="+", to="mentoring.mentorprofile")),
                    ],
                    options={"abstract": False},
                ),
            ],
        ),
    ]
