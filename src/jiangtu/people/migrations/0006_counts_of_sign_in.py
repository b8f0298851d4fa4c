from django.db import migrations

MAKE = """
    CREATE TABLE people_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamp with time zone NOT NULL
    );
    CREATE INDEX people_cache_expires ON people_cache (expires);
"""


class Migration(migrations.Migration):
    """The table of Django's DatabaseCache: allauth counts tries in it, for all server processes together."""

    dependencies = [
        ('people', '0005_merge_and_phone'),
    ]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE people_cache")]
