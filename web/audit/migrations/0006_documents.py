"""Documents are told too: who uploaded, replaced or deleted which. Their text is not told, nor what reads it."""

from importlib import import_module

from django.db import migrations, models

earlier = import_module("web.audit.migrations.0002_triggers")
SUBJECTS = [
    ("person", "スタッフ"),
    ("area_manager", "担当エリア"),
    ("store", "店舗"),
    ("area", "エリア"),
    ("group", "店舗グループ"),
    ("goal", "目標"),
    ("figures", "売上"),
    ("synonyms", "検索の言い換え"),
    ("document", "資料"),
    ("reports", "日報"),
    ("data", "データ"),
]
NO_WORDS = "ALTER TABLE audit_events DROP CONSTRAINT audit_events_subject_in_words"
EARLIER_WORDS = """
ALTER TABLE audit_events ADD CONSTRAINT audit_events_subject_in_words CHECK (
    subject IN ('person', 'area_manager', 'store', 'area', 'group', 'goal', 'figures', 'synonyms', 'reports', 'data')
) NOT VALID
"""
DOCUMENTS = ("knowledge_documents", "document", "id", "", "title,kind,file_name,version")


class Migration(migrations.Migration):
    """One more word, and the triggers of a table."""

    dependencies = [("audit", "0005_synonyms"), ("knowledge", "0005_documents")]
    operations = [
        # Events stay when the word is taken back, and only new ones are refused.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(NO_WORDS, EARLIER_WORDS)],
            [migrations.RemoveConstraint(model_name="auditevent", name="audit_events_subject_in_words")],
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="subject",
            field=models.CharField(choices=SUBJECTS, max_length=16),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__in", [code for code, _label in SUBJECTS])),
                name="audit_events_subject_in_words",
            ),
        ),
        migrations.RunSQL(earlier.triggers(*DOCUMENTS), earlier.removal("knowledge_documents")),
    ]
