"""Every text that is searched by meaning enters the queue in the transaction that writes it.

The triggers work on whole statements, so that an import of a million rows queues them with one INSERT a
statement. A deleted text takes its vector and its place in the queue with it.
"""

from django.db import migrations

TEXTS = {
    "daily_reports": ("report", "(n.title, n.content, n.store_id)", "(o.title, o.content, o.store_id)"),
    "bbs_posts": ("post", "(n.title, n.content, n.store_id)", "(o.title, o.content, o.store_id)"),
    "bbs_comments": ("comment", "n.content", "o.content"),
    "knowledge_vectors": ("knowledge", "(n.title, n.content)", "(o.title, o.content)"),
}

FUNCTIONS = """
CREATE FUNCTION queue_embedding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO embedding_queue (kind, source_id) SELECT TG_ARGV[0], id FROM new_rows
    ON CONFLICT (kind, source_id) DO UPDATE
    SET version = embedding_queue.version + 1, attempts = 0, due_at = statement_timestamp(), error = '';
    RETURN NULL;
END $$;

CREATE FUNCTION forget_embedding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM embedding_queue q USING old_rows o WHERE q.kind = TG_ARGV[0] AND q.source_id = o.id;
    DELETE FROM document_vectors v USING old_rows o WHERE v.kind = TG_ARGV[0] AND v.source_id = o.id;
    RETURN NULL;
END $$;
"""


def changed(table: str, kind: str, new: str, old: str) -> str:
    """A function for the updates of `table`: only a text that differs is queued."""
    return f"""
CREATE FUNCTION queue_changed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO embedding_queue (kind, source_id)
    SELECT '{kind}', n.id FROM new_rows n JOIN old_rows o USING (id) WHERE {new} IS DISTINCT FROM {old}
    ON CONFLICT (kind, source_id) DO UPDATE
    SET version = embedding_queue.version + 1, attempts = 0, due_at = statement_timestamp(), error = '';
    RETURN NULL;
END $$;
"""  # noqa: S608  its names are the constants above


def triggers(table: str, kind: str, new: str, old: str) -> str:
    """The three triggers of a table."""
    return f"""
CREATE TRIGGER queue_embedding AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION queue_embedding('{kind}');
{changed(table, kind, new, old)}
CREATE TRIGGER queue_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_{table}();
CREATE TRIGGER forget_embedding AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION forget_embedding('{kind}');
"""


def removal(table: str) -> str:
    """What `triggers` made, dropped."""
    return f"""
DROP TRIGGER queue_embedding ON {table};
DROP TRIGGER queue_changed ON {table};
DROP TRIGGER forget_embedding ON {table};
DROP FUNCTION queue_changed_{table}();
"""


class Migration(migrations.Migration):
    """Triggers on the four tables of texts."""

    dependencies = [
        ("knowledge", "0001_initial"),
        ("reports", "0001_initial"),
        ("board", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION queue_embedding(); DROP FUNCTION forget_embedding();"),
        *[migrations.RunSQL(triggers(table, *text), removal(table)) for table, text in TEXTS.items()],
    ]
