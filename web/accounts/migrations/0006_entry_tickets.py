"""Sessions of c3-app-stream on another host hang on c3-app's; the tickets that open them.

The database ends what hangs on a session, whoever deletes it.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = (
    """
    ALTER TABLE sessions ADD COLUMN opened_by_id varchar(40) NULL
        CONSTRAINT sessions_opened_by REFERENCES sessions (session_key) ON DELETE CASCADE
    """,
    "CREATE INDEX sessions_opened_by_id ON sessions (opened_by_id) WHERE opened_by_id IS NOT NULL",
    """
    CREATE TABLE entry_tickets (
        digest varchar(64) PRIMARY KEY,
        session_id varchar(40) NOT NULL
            CONSTRAINT entry_tickets_session REFERENCES sessions (session_key) ON DELETE CASCADE,
        state varchar(64) NOT NULL,
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX entry_tickets_session_id ON entry_tickets (session_id)",
)

BACKWARD = """
DROP TABLE entry_tickets;
DELETE FROM sessions WHERE opened_by_id IS NOT NULL;
ALTER TABLE sessions DROP COLUMN opened_by_id;
"""


class Migration(migrations.Migration):
    """A column of `sessions`, and `entry_tickets`."""

    dependencies = [("accounts", "0005_keep_an_admin")]
    operations = [
        migrations.RunSQL(
            FORWARD,
            BACKWARD,
            state_operations=[
                migrations.AddField(
                    model_name="session",
                    name="opened_by",
                    field=models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="accounts.session",
                    ),
                ),
                migrations.CreateModel(
                    name="EntryTicket",
                    fields=[
                        (
                            "digest",
                            models.CharField(
                                editable=False, max_length=64, primary_key=True, serialize=False
                            ),
                        ),
                        ("state", models.CharField(editable=False, max_length=64)),
                        ("expires_at", models.DateTimeField(editable=False)),
                        (
                            "session",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="accounts.session",
                            ),
                        ),
                    ],
                    options={"db_table": "entry_tickets"},
                ),
            ],
        )
    ]
