from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_rows_may_move")]

    operations = [
        migrations.AlterField(
            "outboxmessage",
            "channel",
            models.CharField(choices=[("mail", "Mail"), ("sms", "Text message"), ("push", "Push")], max_length=10),
        )
    ]
