"""/bbs/"""

from django.urls import path

from web.board import changing, confirming, drafting, listing, posting, unread, views

urlpatterns = [
    path("list/", listing.newest, name="bbs_list"),
    path("detail/<int:post_id>/", views.detail, name="bbs_detail"),
    path("register/", posting.register, name="bbs_register"),
    path("edit/<int:post_id>/", changing.edit, name="bbs_edit"),
    path("delete/<int:post_id>/", changing.delete, name="bbs_delete"),
    path("draft/", drafting.save, name="bbs_draft"),
    path("draft/<uuid:draft_id>/discard/", drafting.discard, name="bbs_draft_discard"),
    path("<int:post_id>/confirm/", confirming.confirm, name="bbs_confirm"),
    path("<int:post_id>/confirmations/", confirming.confirmations, name="bbs_confirmations"),
    path("<int:post_id>/remind/", confirming.remind, name="bbs_remind"),
    path("unread/", unread.listed, name="bbs_unread"),
    path("unread/finish/", unread.finish, name="bbs_unread_finish"),
]
