from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("apprenticeships", "0009_amounts_of_five"),
    ]

    operations = [
        # Those published so far have hours that tell how many of five are in training: they are published anew.
        migrations.RunSQL(
            "DELETE FROM apprenticeships_publishedmember; DELETE FROM apprenticeships_publishedrow",
            migrations.RunSQL.noop,
        ),
    ]
