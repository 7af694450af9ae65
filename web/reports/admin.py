"""日報, their photos, versions and drafts in /admin/."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.reports.models import DailyReport, PictureOutbox, ReportDraft, ReportImage, ReportVersion


@listed(DailyReport, _("日報"))
class ReportTable(Table):
    """Reports, newest first; they are changed on their pages, which keep versions."""

    list_display = ("id", "date", "store", "user", "genre", "location", "title", "post_to_bbs")
    list_filter = ("date", "genre", "location", "post_to_bbs", "store")
    search_fields = ("title", "user__user_id", "user__last_name")
    ordering = ("-date", "-id")
    sortable_by = ()

    @staticmethod
    def page(report: DailyReport) -> tuple[str, dict[str, object]]:
        """Where the report is read and changed."""
        return "report_view", {"report_id": report.pk}


@listed(ReportVersion, _("日報の前の版"))
class ReportVersionTable(Table):
    """What reports said before they were changed or deleted."""

    list_display = (
        "report_id",
        "version",
        "date",
        "store",
        "title",
        "written_by",
        "written_at",
        "deleted_at",
    )
    list_filter = ("store", ("deleted_at", admin.EmptyFieldListFilter))
    search_fields = ("title",)
    ordering = ("-id",)
    sortable_by = ()

    @staticmethod
    def page(version: ReportVersion) -> tuple[str, dict[str, object]]:
        """The report's history."""
        return "report_history", {"report_id": version.report_id}


@listed(ReportImage, _("写真"))
class ImageTable(Table):
    """Photos of reports, and those that wait for their form."""

    list_display = ("id", "report", "uploaded_by", "width", "height", "position", "created_at")
    list_filter = (("report", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("uploaded_by__user_id", "uploaded_by__last_name", "name")
    ordering = ("-id",)
    sortable_by = ()


@listed(PictureOutbox, _("保存先を待つ写真"))
class OutboxTable(Table):
    """Files that the bucket has not taken yet; the worker goes on trying."""

    list_display = ("name", "created_at", "tries", "due_at", "error")
    search_fields = ("name",)
    ordering = ("due_at",)
    hidden = ("data",)


@listed(ReportDraft, _("下書き"))
class DraftTable(Table):
    """That there are drafts, not what is in them: they are their writer's."""

    list_display = ("id", "user", "report_id", "updated_at")
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-updated_at",)
    hidden = ("fields",)
