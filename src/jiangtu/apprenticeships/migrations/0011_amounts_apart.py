from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('apprenticeships', '0010_hours_as_people'),
    ]

    operations = [
        migrations.DeleteModel(
            name='PublishedMember',
        ),
        # Those published so far have hours that can be one person's: they are published anew, the money with them.
        migrations.RunSQL("DELETE FROM apprenticeships_publishedrow", migrations.RunSQL.noop),
    ]
