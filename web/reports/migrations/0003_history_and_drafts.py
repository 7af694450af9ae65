"""What a report said before is kept by triggers, so that no writer can forget it: the admin and psql too.

`version` grows with each change of what a report says. A deletion's person is told by the statement through
`c3.user_id`, a setting of its own transaction; a deletion by psql has none.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from web.reports.versioning import kept

SAYS = ("date", "genre", "location", "title", "content", "post_to_bbs", "store_id", "user_id")

TRIGGERS = f"""
CREATE FUNCTION count_report_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := statement_timestamp();
    RETURN NEW;
END $$;
{kept(SAYS)}
CREATE TRIGGER keep_changed AFTER UPDATE ON daily_reports REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION keep_changed_reports();
CREATE TRIGGER keep_deleted AFTER DELETE ON daily_reports REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION keep_deleted_reports();
"""

REMOVAL = """
DROP TRIGGER count_version ON daily_reports;
DROP TRIGGER keep_changed ON daily_reports;
DROP TRIGGER keep_deleted ON daily_reports;
DROP FUNCTION count_report_version, keep_changed_reports, keep_deleted_reports;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_search"),
        ("stores", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dailyreport",
            name="edit_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="dailyreport",
            name="updated_by",
            field=models.ForeignKey(
                db_column="updated_by",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dailyreport",
            name="version",
            field=models.IntegerField(db_default=1),
        ),
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("report_id", models.BigIntegerField(null=True)),
                ("fields", models.JSONField()),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "report_drafts",
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("report_id", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("date", models.DateField()),
                ("genre", models.CharField(max_length=16)),
                ("location", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=200)),
                ("content", models.TextField()),
                ("post_to_bbs", models.BooleanField()),
                ("edit_id", models.UUIDField(null=True)),
                ("written_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "deleted_by",
                    models.ForeignKey(
                        db_column="deleted_by",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="stores.store"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_column="written_by",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "report_versions",
                "indexes": [models.Index(fields=["report_id"], name="report_versions_of_report")],
            },
        ),
        migrations.RunSQL(TRIGGERS, REMOVAL),
    ]
