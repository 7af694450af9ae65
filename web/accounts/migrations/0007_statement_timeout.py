"""No page waits for a statement longer than eight seconds: it says that the database is away, and why is logged.

A limit of the database, since a pooler in transaction mode keeps no setting of a session. What may take longer
(imports, backups, deletions, migrations, a new demo) lifts it for its own transaction: `SET LOCAL`. Where the
role may not alter its database everything works as before, without the limit.
"""

from django.db import migrations

from web.database_settings import database_setting


class Migration(migrations.Migration):
    dependencies = (("accounts", "0006_entry_tickets"),)
    operations = (database_setting("statement_timeout", "8s"),)
