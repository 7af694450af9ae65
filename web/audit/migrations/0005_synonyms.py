"""The words that a search takes for each other are told too: whoever changes them changes what everybody finds."""

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
    ("reports", "日報"),
    ("data", "データ"),
]
# An event is never deleted: those of synonyms stay when the word is taken back, and only new ones are refused.
NO_WORDS = "ALTER TABLE audit_events DROP CONSTRAINT audit_events_subject_in_words"
EARLIER_WORDS = """
ALTER TABLE audit_events ADD CONSTRAINT audit_events_subject_in_words CHECK (
    subject IN ('person', 'area_manager', 'store', 'area', 'group', 'goal', 'figures', 'reports', 'data')
) NOT VALID
"""
# Nor does it stand in the way of this one that words which came later are there: the last one looks at all.
WORDS = EARLIER_WORDS.replace("'figures', ", "'figures', 'synonyms', ")


class Migration(migrations.Migration):
    """One more word, and the triggers of its table."""

    dependencies = [("audit", "0004_groups"), ("search", "0005_trade_words")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(NO_WORDS, EARLIER_WORDS)],
            [migrations.RemoveConstraint(model_name="auditevent", name="audit_events_subject_in_words")],
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="subject",
            field=models.CharField(choices=SUBJECTS, max_length=16),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(WORDS, NO_WORDS)],
            [
                migrations.AddConstraint(
                    model_name="auditevent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("subject__in", [code for code, _label in SUBJECTS])),
                        name="audit_events_subject_in_words",
                    ),
                )
            ],
        ),
        migrations.RunSQL(
            earlier.triggers("search_synonyms", "synonyms", "id", "updated_by", "terms"),
            earlier.removal("search_synonyms"),
        ),
    ]
