"""Who asks waits inside the database until the worker has answered, and not at all when no worker is there.

A text that is set aside is due in the year 9999: 'infinity' is no date for Python, and the admin could not show
it. Whoever empties a whole table of texts (TRUNCATE) empties their vectors and the queue of them too.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

# Each statement of a volatile function sees what was committed before it began.
FUNCTION = """
CREATE FUNCTION answered_question(of_model text, asked bytea, seconds float8)
RETURNS halfvec LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    until timestamptz := clock_timestamp() + make_interval(secs => least(seconds, 5));
    pause float8 := 0.004;
    answer halfvec;
BEGIN
    LOOP
        SELECT q.embedding INTO answer FROM question_vectors q WHERE q.model = of_model AND q.digest = asked;
        IF NOT FOUND OR answer IS NOT NULL OR clock_timestamp() >= until THEN
            RETURN answer;
        END IF;
        PERFORM FROM embedding_workers w
        WHERE w.model = of_model AND w.seen_at > clock_timestamp() - interval '20 seconds';
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        PERFORM pg_sleep(pause);
        pause := least(pause * 1.5, 0.03);
    END LOOP;
END $$;
"""

NEVER = """
UPDATE embedding_queue SET due_at = '9999-01-01 00:00:00+00' WHERE due_at = 'infinity';
"""
AS_BEFORE = """
UPDATE embedding_queue SET due_at = 'infinity' WHERE due_at = '9999-01-01 00:00:00+00';
"""

TEXTS = {
    "daily_reports": "report",
    "bbs_posts": "post",
    "bbs_comments": "comment",
    "knowledge_vectors": "knowledge",
}
FORGET_ALL = """
CREATE FUNCTION forget_all_embeddings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM embedding_queue WHERE kind = TG_ARGV[0];
    DELETE FROM document_vectors WHERE kind = TG_ARGV[0];
    RETURN NULL;
END $$;
"""


def emptied(table: str, kind: str) -> migrations.RunSQL:
    """The trigger of a table of texts."""
    return migrations.RunSQL(
        f"CREATE TRIGGER forget_all_embeddings AFTER TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION forget_all_embeddings('{kind}')",
        f"DROP TRIGGER forget_all_embeddings ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_question_vectors"),
        ("reports", "0001_initial"),
        ("board", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmbeddingWorker",
            fields=[
                ("model", models.CharField(max_length=80, primary_key=True, serialize=False)),
                (
                    "seen_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "db_table": "embedding_workers",
            },
        ),
        migrations.AddIndex(
            model_name="documentvector",
            index=models.Index(fields=["model"], name="document_vectors_of_model"),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION answered_question;"),
        migrations.RunSQL(NEVER, AS_BEFORE),
        migrations.RunSQL(FORGET_ALL, "DROP FUNCTION forget_all_embeddings;"),
        *[emptied(table, kind) for table, kind in TEXTS.items()],
    ]
