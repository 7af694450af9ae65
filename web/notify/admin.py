"""Push messages in /admin/: whose devices there are, and how far messages are; no address, no key."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Private, Table, listed
from web.notify.models import PushMessage, PushPreference, PushSubscription


@listed(
    PushSubscription,
    _("通知する端末"),
    user=_("人"),
    agent=_("端末"),
    made_at=_("登録した日時"),
    last_ok=_("最後に届いた日時"),
)
class SubscriptionTable(Private):
    """Whose devices are told something; they are forgotten with their login."""

    list_display = ("user", "agent", "made_at", "last_ok")
    search_fields = ("user__user_id", "user__last_name", "user__first_name")
    ordering = ("-id",)
    sortable_by = ()
    hidden = ("session_digest", "endpoint", "p256dh", "auth")


@listed(
    PushPreference,
    _("通知の設定"),
    user=_("人"),
    muted=_("受け取らない通知"),
    quiet_from=_("通知しない時間の始まり"),
    quiet_to=_("通知しない時間の終わり"),
)
class PreferenceTable(Table):
    """What people have turned off; they do it themselves."""

    list_display = ("user", "quiet_from", "quiet_to", "updated_at")
    search_fields = ("user__user_id", "user__last_name", "user__first_name")
    ordering = ("user",)


@listed(
    PushMessage,
    _("通知"),
    user=_("あて先"),
    key=_("出来事"),
    address=_("開く画面"),
    source_id=_("対象の番号"),
    state=_("状態"),
    delivered=_("届いた端末の番号"),
    settled_at=_("終わった日時"),
)
class MessageTable(Table):
    """What is to be told, and what became of it, for a week."""

    list_display = ("created_at", "kind", "user", "state", "attempts", "due_at", "error")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-id",)
    sortable_by = ()
