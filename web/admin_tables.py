"""What the tables in /admin/ have in common: they are to read, in Japanese, and quick however long they are.

What people change in C3 is changed on its pages, which guard it, keep versions and say who did it. So no
table can be written to here, but for the few that say so; a row shows the way to its page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connection, models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from shared.access import acting
from shared.db import one

COUNTED = 10_000  # rows; whoever looks for older ones narrows

Text = str | Promise
Model = type[models.Model]

LABELS: Mapping[str, Text] = {
    "id": _("番号"),
    "store": _("店舗"),
    "store_id": _("店舗"),
    "area": _("エリア"),
    "areas": _("担当エリア"),
    "user": _("書いた人"),
    "user_id": _("ログインID"),
    "user_type": _("役割"),
    "last_name": _("姓"),
    "first_name": _("名"),
    "email": _("メールアドレス"),
    "is_active": _("利用中"),
    "last_login": _("最後のログイン"),
    "language": _("言語"),
    "password": _("パスワード"),
    "password_is_temporary": _("仮のパスワード"),
    "in_store_since": _("今の店舗に来た日時"),
    "store_before": _("前の店舗の番号"),
    "before_since": _("前の店舗に来た日時"),
    "version": _("版"),
    "created_at": _("作った日時"),
    "updated_at": _("変えた日時"),
    "name": _("名前"),
    "prefecture": _("都道府県"),
    "address": _("住所"),
    "kind": _("種類"),
    "opened_on": _("開店日"),
    "closed_on": _("閉店日"),
    "changeover_hour": _("日付の切り替え時刻"),
    "date": _("営業日"),
    "sales_amount": _("売上（円）"),
    "customer_count": _("客数（名）"),
    "cash_difference": _("違算（円）"),
    "registered_by": _("入力した人"),
    "registered_at": _("入力した日時"),
    "replaced_at": _("置きかえた日時"),
    "year": _("年"),
    "month": _("月"),
    "goal_text": _("目標"),
    "sales_target": _("売上目標（円）"),
    "achievement_rate": _("達成度（%）"),
    "achievement_text": _("達成の様子"),
    "updated_by": _("変えた人"),
    "genre": _("ジャンル"),
    "location": _("場所"),
    "title": _("タイトル"),
    "content": _("内容"),
    "post_to_bbs": _("掲示板に載せる"),
    "form_id": _("フォームの番号"),
    "edit_id": _("直したフォームの番号"),
    "report": _("日報"),
    "report_id": _("日報の番号"),
    "written_by": _("書いた人"),
    "written_at": _("書いた日時"),
    "deleted_by": _("削除した人"),
    "deleted_at": _("削除した日時"),
    "uploaded_by": _("送った人"),
    "thumbnail": _("小さい写真"),
    "width": _("幅"),
    "height": _("高さ"),
    "position": _("順番"),
    "detached_at": _("日報から外れた日時"),
    "tries": _("試した回数"),
    "data": _("中身"),
    "digest": _("元のファイルのSHA-256"),
    "fields": _("書きかけの内容"),
    "post": _("投稿"),
    "comment": _("コメント"),
    "is_best_answer": _("ベストアンサー"),
    "thread": _("会話"),
    "turn_id": _("やりとりの番号"),
    "role": _("だれの言葉か"),
    "document": _("資料"),
    "body": _("本文"),
    "model": _("モデル"),
    "embedding": _("ベクトル"),
    "source_id": _("文章の番号"),
    "embedded_at": _("作った日時"),
    "attempts": _("試した回数"),
    "due_at": _("次に試す日時"),
    "error": _("エラー"),
    "session_key": _("キー"),
    "session_data": _("中身"),
    "expire_date": _("期限"),
    "at": _("日時"),
    "actor": _("した人"),
    "action": _("したこと"),
    "subject": _("対象"),
    "subject_id": _("対象の番号"),
    "detail": _("くわしく"),
    "parent": _("返信先"),
    "is_from_report": _("日報から"),
    "announced_at": _("お知らせにした日時"),
    "audience": _("宛先"),
    "due_on": _("確認の期限"),
    "done_at": _("済みにした日時"),
    "comments": _("コメントの数"),
    "reactions": _("リアクションの数"),
    "last_comment_id": _("最後のコメントの番号"),
    "is_comment": _("コメント"),
    "post_id": _("投稿の番号"),
    "page": _("画面"),
    "is_default": _("最初に開く"),
    "saved_by": _("保存した人"),
    "saved_at": _("保存した日時"),
}


class Bounded(Paginator):  # type: ignore[type-arg]
    """Counts to ten thousand and no further: to count a million rows takes longer than to show fifty."""

    @cached_property
    def count(self) -> int:
        """The number of rows, at most `COUNTED`."""
        rows: Any = self.object_list
        return int(rows.order_by()[:COUNTED].count())


class Table(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table to read. `hidden` columns are nobody's to see here; `page` is the address of a row's page."""

    hidden: tuple[str, ...] = ()
    page: Callable[[Any], tuple[str, dict[str, object]]] | None = None
    paginator = Bounded
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made on the pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Rows are changed on the pages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Rows are deleted on the pages."""
        return False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """With what a row's page shows of other tables, and without the columns that nobody sees."""
        rows = super().get_queryset(request).defer(*self.hidden)
        names = [field.name for field in self.opts.fields if field.is_relation]
        return rows.select_related(*names) if names else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By the filters that the list offers, and by nothing else: Django asks any column of the table, also
        hidden ones, and a key that begins with some sign is guessed sign by sign."""
        names = map(_asked_by, self.get_list_filter(request))
        is_offered = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return is_offered and super().lookup_allowed(lookup, value, request)

    def get_exclude(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        """Hidden columns are on no form."""
        return self.hidden

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """None for a key that no row can have, too."""
        return super().get_object(request, object_id, from_field) if self._is_key(object_id) else None

    def response_action(self, request: HttpRequest, *rest: Any, **more: Any) -> Any:
        """Of what was ticked, only keys that a row can have: Django would fail at any other."""
        sent = request.POST.copy()
        ticked = filter(self._is_key, sent.getlist(ACTION_CHECKBOX_NAME))
        sent.setlist(ACTION_CHECKBOX_NAME, [*ticked])
        request.POST = sent  # type: ignore[assignment]
        return super().response_action(request, *rest, **more)

    def _is_key(self, text: str) -> bool:
        key: Any = self.opts.pk
        try:
            key.run_validators(key.to_python(text))
        except ValidationError:
            return False
        return "\0" not in text

    def view_on_site(self, obj: Any) -> str | None:
        """The page on which the row is read and changed; None where there is none."""
        if self.page is None:
            return None
        name, parts = type(self).page(obj)  # type: ignore[misc]
        try:
            return reverse(name, kwargs=parts)
        except NoReverseMatch:
            return None


def _asked_by(item: Any) -> str:
    """The name by which a filter of `list_filter` stands in an address."""
    if isinstance(item, type):
        return str(item.parameter_name)  # type: ignore[attr-defined]
    return str(item if isinstance(item, str) else item[0])


class Private(Table):
    """A table whose rows are one person's own words, or keys: it has a list, and no row has a page."""

    list_display_links = None

    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Not there."""
        raise Http404

    history_view = change_view


class Acting:
    """For the few tables that can be written to: the database is told who does it, in that transaction."""

    def save_model(self, request: Any, *args: Any) -> None:
        """Write the row, in the person's name."""
        one(connection, acting(request.viewer))
        super().save_model(request, *args)  # type: ignore[misc]

    def delete_model(self, request: Any, obj: Any) -> None:
        """Delete the row, in the person's name."""
        one(connection, acting(request.viewer))
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """Delete the rows, in the person's name."""
        one(connection, acting(request.viewer))
        super().delete_queryset(request, queryset)  # type: ignore[misc]


def listed(model: Model, name: Text, **labels: Text) -> Callable[[type[Table]], type[Table]]:
    """Register the table of `model` under `name`, its columns labelled by `labels` and `LABELS`.

    The models name no labels: nobody but the admin shows them, and Django would ask for a migration each time
    one is worded anew. It keeps what a field was declared with apart from what it is called.
    """

    def registered(table: type[Table]) -> type[Table]:
        model._meta.verbose_name = model._meta.verbose_name_plural = name  # type: ignore[assignment]
        for field in (*model._meta.fields, *model._meta.many_to_many):
            label = labels.get(field.name) or LABELS.get(field.name)
            if label:
                field.verbose_name = label  # type: ignore[assignment]
        admin.site.register(model, table)
        return table

    return registered
