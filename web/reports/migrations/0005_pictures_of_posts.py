"""A picture may be a post's. It is detached when it has lost what it was a picture of."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FUNCTION = """
DROP TRIGGER note_detached ON report_images;
CREATE OR REPLACE FUNCTION note_detached_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.detached_at := CASE WHEN {is_nobodys} THEN statement_timestamp() END;
    RETURN NEW;
END $$;
CREATE TRIGGER note_detached BEFORE UPDATE ON report_images FOR EACH ROW
WHEN (({new}) <> ({old})) EXECUTE FUNCTION note_detached_picture();
"""
FORWARD = FUNCTION.format(
    is_nobodys="NEW.report_id IS NULL AND NEW.post_id IS NULL",
    new="NEW.report_id IS NULL AND NEW.post_id IS NULL",
    old="OLD.report_id IS NULL AND OLD.post_id IS NULL",
)
BACK = FUNCTION.format(
    is_nobodys="NEW.report_id IS NULL", new="NEW.report_id IS NULL", old="OLD.report_id IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0002_writing"),
        ("reports", "0004_picture_outbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="reportimage",
            name="report_images_without_report",
        ),
        migrations.AddField(
            model_name="reportimage",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="board.bbspost"
            ),
        ),
        migrations.AddIndex(
            model_name="reportimage",
            index=models.Index(
                condition=models.Q(("post__isnull", True), ("report__isnull", True)),
                fields=["created_at"],
                name="report_images_of_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportimage",
            constraint=models.CheckConstraint(
                condition=models.Q(("report__isnull", True), ("post__isnull", True), _connector="OR"),
                name="report_images_of_one_text",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
