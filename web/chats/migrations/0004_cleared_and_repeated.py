"""A turn of today outlives its deleted thread, so that it counts on its day (`shared.chat.threads.clear`); and a
turn knows whose question it asks again (`shared.chat.running.memory`)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only the NOT NULL goes: Django would make the foreign key anew, and read the whole table to check it."""

    dependencies = [("chats", "0003_reading_role")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE ai_turns ALTER COLUMN thread_id DROP NOT NULL",
                    "DELETE FROM ai_turns WHERE thread_id IS NULL;"
                    "ALTER TABLE ai_turns ALTER COLUMN thread_id SET NOT NULL",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    "aiturn",
                    "thread",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to="chats.aichatthread"
                    ),
                )
            ],
        ),
        migrations.AddField("aiturn", "again_of", models.UUIDField(null=True)),
    ]
