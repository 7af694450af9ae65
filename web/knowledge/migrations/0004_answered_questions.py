"""Who asks waits inside the database until the worker has answered, and not at all when no worker is there."""

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


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_question_vectors"),
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
        migrations.RunSQL(FUNCTION, "DROP FUNCTION answered_question;"),
    ]
