"""/bbs/"""

from django.urls import path

from web.board import (
    changing,
    comment_changing,
    commenting,
    confirming,
    detail,
    drafting,
    listing,
    people,
    posting,
    reacting,
    unread,
)

urlpatterns = [
    path("list/", listing.newest, name="bbs_list"),
    path("register/", posting.register, name="bbs_register"),
    path("detail/<id:post_id>/", detail.detail, name="bbs_detail"),
    path("edit/<id:post_id>/", changing.edit, name="bbs_edit"),
    path("delete/<id:post_id>/", changing.delete, name="bbs_delete"),
    path("draft/", drafting.save, name="bbs_draft"),
    path("draft/<uuid:draft_id>/discard/", drafting.discard, name="bbs_draft_discard"),
    path("<int:post_id>/comment/", commenting.comment, name="bbs_comment"),
    path("<id:post_id>/comment/draft/", commenting.draft, name="bbs_comment_draft"),
    path("<id:post_id>/comments/", detail.comments, name="bbs_comments"),
    path("comment/edit/<id:comment_id>/", comment_changing.edit, name="bbs_comment_edit"),
    path("comment/delete/<id:comment_id>/", comment_changing.delete, name="bbs_comment_delete"),
    path("comment/<id:comment_id>/best-answer/", comment_changing.best_answer, name="bbs_best_answer"),
    path("api/reaction/", reacting.react, name="bbs_reaction"),
    path("people/", people.people, name="bbs_people"),
    path("<id:post_id>/confirm/", confirming.confirm, name="bbs_confirm"),
    path("<id:post_id>/confirmations/", confirming.confirmations, name="bbs_confirmations"),
    path("<id:post_id>/remind/", confirming.remind, name="bbs_remind"),
    path("unread/", unread.listed, name="bbs_unread"),
    path("unread/finish/", unread.finish, name="bbs_unread_finish"),
]
