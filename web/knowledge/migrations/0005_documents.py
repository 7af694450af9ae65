"""Documents are files that people upload, and their sections have headings.

Documents that were there before had a text and no sections: theirs are made here, at their headings.
"""

import re
from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

HEADING = re.compile(r"^(#{1,3}) (.+)$", re.MULTILINE)


def make_sections(apps: Any, schema_editor: Any) -> None:
    """Sections of documents that have none."""
    sections = apps.get_model("knowledge", "KnowledgeVector")
    documents = apps.get_model("knowledge", "KnowledgeDocument")
    for document in documents.objects.exclude(knowledgevector__isnull=False).exclude(body=""):
        found = HEADING.split(document.body)[1:]
        parts = list(zip(found[::3], found[1::3], found[2::3], strict=True)) or [
            ("#", document.title, document.body)
        ]
        sections.objects.bulk_create(
            sections(
                document=document,
                position=position,
                title=heading.strip()[:200],
                heading="" if signs == "#" else heading.strip()[:200],
                level=len(signs) - 1,
                content=content.strip(),
            )
            for position, (signs, heading, content) in enumerate(parts, 1)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0004_answered_questions"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnowledgeFilePart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("data", models.BinaryField()),
            ],
            options={
                "db_table": "knowledge_file_parts",
            },
        ),
        migrations.RemoveConstraint(
            model_name="knowledgevector",
            name="knowledge_vectors_one_a_section",
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="digest",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="failure",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="file_name",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="heartbeat_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="reading",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "読み取り中"),
                    ("ready", "使えます"),
                    ("failed", "読み取れませんでした"),
                ],
                db_default="ready",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="knowledgedocument",
            name="version",
            field=models.IntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name="knowledgevector",
            name="heading",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="knowledgevector",
            name="level",
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddConstraint(
            model_name="knowledgedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["reading", "ready", "failed"])),
                name="knowledge_documents_state_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="knowledgevector",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("document", "position"),
                name="knowledge_vectors_one_a_section",
            ),
        ),
        migrations.AddField(
            model_name="knowledgefilepart",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="knowledge.knowledgedocument"
            ),
        ),
        migrations.AddConstraint(
            model_name="knowledgefilepart",
            constraint=models.UniqueConstraint(
                fields=("document", "position"), name="knowledge_file_parts_in_order"
            ),
        ),
        migrations.RunPython(make_sections, migrations.RunPython.noop),
    ]
