import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('allowances', '0002_choices_taken_back'),
        ('mentoring', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutdatedStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lines', models.PositiveIntegerField()),
                ('due', models.DecimalField(decimal_places=2, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                (
                    'mentor',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mentoring.mentorprofile'
                    ),
                ),
                (
                    'run',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='outdated',
                        to='allowances.allowancerun',
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('run', 'mentor'), name='one_outdated_statement_in_a_run')
                ],
            },
        ),
    ]
