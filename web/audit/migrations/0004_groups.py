"""Groups of stores are told too: their names row by row, their stores together, once a statement.

A group may take hundreds of stores at once; one event each would bury everything else. When the group itself
is deleted, its stores are not told: that it is gone says it.
"""

from importlib import import_module

from django.db import migrations, models

earlier = import_module("web.audit.migrations.0002_triggers")
MEMBERS = f"""
CREATE FUNCTION audit_members() RETURNS trigger LANGUAGE plpgsql AS $$
-- The trigger's argument: the name under which the stores are told.
BEGIN
    INSERT INTO audit_events (actor, action, subject, subject_id, detail)
    SELECT nullif(current_setting('c3.user_id', true), ''), 'changed', 'group', m.group_id::text,
           jsonb_build_object(TG_ARGV[0], jsonb_build_array(NULL, jsonb_agg(m.store_id ORDER BY m.store_id)))
    FROM members m JOIN store_groups g ON g.id = m.group_id
    GROUP BY m.group_id ORDER BY m.group_id;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_members_in AFTER INSERT ON store_group_members REFERENCING NEW TABLE AS members
FOR EACH STATEMENT WHEN ({earlier.IS_ROW_BY_ROW}) EXECUTE FUNCTION audit_members('entered');
CREATE TRIGGER audit_members_out AFTER DELETE ON store_group_members REFERENCING OLD TABLE AS members
FOR EACH STATEMENT WHEN ({earlier.IS_ROW_BY_ROW}) EXECUTE FUNCTION audit_members('gone');
"""  # noqa: S608  its name is a constant
NO_MEMBERS = """
DROP TRIGGER audit_members_in ON store_group_members;
DROP TRIGGER audit_members_out ON store_group_members;
DROP FUNCTION audit_members();
"""
SUBJECTS = [
    ("person", "スタッフ"),
    ("area_manager", "担当エリア"),
    ("store", "店舗"),
    ("area", "エリア"),
    ("group", "店舗グループ"),
    ("goal", "目標"),
    ("figures", "売上"),
    ("reports", "日報"),
    ("data", "データ"),
]
# An event is never deleted: those of groups stay when the word is taken back, and only new ones are refused.
NO_WORDS = "ALTER TABLE audit_events DROP CONSTRAINT audit_events_subject_in_words"
EARLIER_WORDS = """
ALTER TABLE audit_events ADD CONSTRAINT audit_events_subject_in_words CHECK (
    subject IN ('person', 'area_manager', 'store', 'area', 'goal', 'figures', 'reports', 'data')
) NOT VALID
"""
# Nor does it stand in the way of this one that words which came later are there: the last one looks at all.
WORDS = EARLIER_WORDS.replace("'area', ", "'area', 'group', ")


class Migration(migrations.Migration):
    """One more word, and the triggers of two tables."""

    dependencies = [("audit", "0003_sales_target")]
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
            earlier.triggers("store_groups", "group", "id", "", "name"), earlier.removal("store_groups")
        ),
        migrations.RunSQL(MEMBERS, NO_MEMBERS),
    ]
