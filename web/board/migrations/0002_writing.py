"""Writing on the board: changes, deletions, replies, announcements, what is seen and told, drafts."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0001_initial"),
        ("reports", "0004_picture_outbox"),
        ("stores", "0005_keep_a_head_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BbsConfirmation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "post_id", "user_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.IntegerField()),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="board.bbspost",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "bbs_confirmations",
            },
        ),
        migrations.CreateModel(
            name="BbsDraft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("is_comment", models.BooleanField()),
                ("post_id", models.BigIntegerField(null=True)),
                ("fields", models.JSONField()),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "db_table": "bbs_drafts",
            },
        ),
        migrations.CreateModel(
            name="BbsNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mention", "あなたへのメンション"),
                            ("answer", "あなたの投稿へのコメント"),
                            ("reply", "あなたのコメントへの返信"),
                            ("best", "ベストアンサーに選ばれました"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("done_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "db_table": "bbs_notices",
            },
        ),
        migrations.CreateModel(
            name="BbsPostCounts",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="counts",
                        serialize=False,
                        to="board.bbspost",
                    ),
                ),
                ("comments", models.IntegerField(db_default=0)),
                ("reactions", models.IntegerField(db_default=0)),
                ("last_comment_id", models.BigIntegerField(db_default=0)),
            ],
            options={
                "db_table": "bbs_post_counts",
            },
        ),
        migrations.CreateModel(
            name="BbsPostStore",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "post_id", "store_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="board.bbspost",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stores.store"
                    ),
                ),
            ],
            options={
                "db_table": "bbs_post_stores",
            },
        ),
        migrations.CreateModel(
            name="BbsRead",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user_id", "post_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("comment_id", models.BigIntegerField(db_default=0)),
                (
                    "seen_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="board.bbspost",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "bbs_reads",
            },
        ),
        migrations.CreateModel(
            name="BbsReminder",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "post_id", "user_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("times", models.SmallIntegerField(db_default=1)),
                (
                    "reminded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="board.bbspost",
                    ),
                ),
                (
                    "reminded_by",
                    models.ForeignKey(
                        db_column="reminded_by",
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "bbs_reminders",
            },
        ),
        migrations.CreateModel(
            name="BbsVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "日報"),
                            ("post", "掲示板"),
                            ("comment", "コメント"),
                            ("knowledge", "資料"),
                        ],
                        max_length=16,
                    ),
                ),
                ("source_id", models.BigIntegerField()),
                ("post_id", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("genre", models.CharField(blank=True, db_default="", max_length=16)),
                ("title", models.CharField(blank=True, db_default="", max_length=200)),
                ("content", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "bbs_versions",
            },
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="deleted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="deleted_by",
            field=models.ForeignKey(
                db_column="deleted_by",
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="edit_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="form_id",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="board.bbscomment",
            ),
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="updated_by",
            field=models.ForeignKey(
                db_column="updated_by",
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bbscomment",
            name="version",
            field=models.IntegerField(db_default=1, editable=False),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="announced_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="area",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="stores.area"
            ),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="audience",
            field=models.CharField(
                choices=[("all", "全店舗"), ("area", "エリア"), ("stores", "選んだ店舗")],
                db_default="all",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="deleted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="deleted_by",
            field=models.ForeignKey(
                db_column="deleted_by",
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="edit_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="is_from_report",
            field=models.BooleanField(db_default=False, editable=False),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="updated_by",
            field=models.ForeignKey(
                db_column="updated_by",
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bbspost",
            name="version",
            field=models.IntegerField(db_default=1, editable=False),
        ),
        migrations.AddIndex(
            model_name="bbspost",
            index=models.Index(fields=["store", "-created_at", "-id"], name="bbs_posts_of_store"),
        ),
        migrations.AddIndex(
            model_name="bbspost",
            index=models.Index(
                condition=models.Q(("announced_at__isnull", False), ("deleted_at__isnull", True)),
                fields=["-announced_at", "-id"],
                name="bbs_posts_announced",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbscomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deleted_at__isnull", True),
                    models.Q(("content", ""), ("is_best_answer", False)),
                    _connector="OR",
                ),
                name="bbs_comments_tombstone_says_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbspost",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["all", "area", "stores"])),
                name="bbs_posts_audience_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbspost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deleted_at__isnull", True), models.Q(("content", ""), ("title", "")), _connector="OR"
                ),
                name="bbs_posts_tombstone_says_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbspost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area__isnull", False), ("audience", "area")),
                    models.Q(
                        models.Q(("audience", "area"), _negated=True),
                        ("area__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="bbs_posts_area_of_its_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbspost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("announced_at__isnull", False),
                    models.Q(("audience", "all"), ("due_on__isnull", True)),
                    _connector="OR",
                ),
                name="bbs_posts_only_announcements_are_addressed",
            ),
        ),
        migrations.AddField(
            model_name="bbsdraft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bbsnotice",
            name="comment",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="board.bbscomment",
            ),
        ),
        migrations.AddField(
            model_name="bbsnotice",
            name="post",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="board.bbspost",
            ),
        ),
        migrations.AddField(
            model_name="bbsnotice",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="bbspostcounts",
            index=models.Index(fields=["-reactions", "-comments", "-post"], name="bbs_post_counts_popular"),
        ),
        migrations.AddField(
            model_name="bbsversion",
            name="deleted_by",
            field=models.ForeignKey(
                db_column="deleted_by",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bbsversion",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bbsversion",
            name="written_by",
            field=models.ForeignKey(
                db_column="written_by",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="bbsdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_comment", False), ("post_id__isnull", False), _connector="OR"),
                name="bbs_drafts_comment_on_a_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbsdraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_comment", True)),
                fields=("user", "post_id"),
                name="bbs_drafts_one_comment",
            ),
        ),
        migrations.AddIndex(
            model_name="bbsnotice",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["user", "-id"], name="bbs_notices_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="bbsnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["mention", "answer", "reply", "best"])),
                name="bbs_notices_kind_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="bbsnotice",
            constraint=models.UniqueConstraint(
                fields=("user", "post", "comment"), name="bbs_notices_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="bbsversion",
            index=models.Index(fields=["kind", "source_id"], name="bbs_versions_of_text"),
        ),
        migrations.AddConstraint(
            model_name="bbsversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["report", "post", "comment", "knowledge"])),
                name="bbs_versions_kind_in_words",
            ),
        ),
    ]
