"""Pictures that wait for their storage, and when a picture lost its report (a trigger, so that psql counts too)."""

import django.db.models.functions.datetime
from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION note_detached_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.detached_at := CASE WHEN NEW.report_id IS NULL THEN statement_timestamp() END;
    RETURN NEW;
END $$;
CREATE TRIGGER note_detached BEFORE UPDATE ON report_images FOR EACH ROW
WHEN ((NEW.report_id IS NULL) <> (OLD.report_id IS NULL)) EXECUTE FUNCTION note_detached_picture();
UPDATE report_images SET detached_at = statement_timestamp() WHERE report_id IS NULL AND position > 0;
ALTER TABLE picture_outbox ALTER COLUMN data SET STORAGE EXTERNAL;
"""

BACK = """
DROP TRIGGER note_detached ON report_images;
DROP FUNCTION note_detached_picture;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_history_and_drafts")]

    operations = [
        migrations.CreateModel(
            name="PictureOutbox",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("data", models.BinaryField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("tries", models.IntegerField(db_default=0)),
                (
                    "due_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("error", models.CharField(db_default="", max_length=100)),
            ],
            options={
                "db_table": "picture_outbox",
                "indexes": [models.Index(fields=["due_at"], name="picture_outbox_due")],
            },
        ),
        migrations.AddField(
            model_name="reportimage",
            name="detached_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="reportimage",
            index=models.Index(
                condition=models.Q(("report__isnull", True)),
                fields=["created_at"],
                name="report_images_without_report",
            ),
        ),
        migrations.RunSQL(TRIGGER, BACK),
    ]
