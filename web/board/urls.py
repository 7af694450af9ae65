"""/bbs/"""

from django.urls import path

from web.board import confirming, unread, views

urlpatterns = [
    path("list/", views.newest, name="bbs_list"),
    path("detail/<int:post_id>/", views.detail, name="bbs_detail"),
    path("<int:post_id>/confirm/", confirming.confirm, name="bbs_confirm"),
    path("<int:post_id>/confirmations/", confirming.confirmations, name="bbs_confirmations"),
    path("<int:post_id>/remind/", confirming.remind, name="bbs_remind"),
    path("unread/", unread.listed, name="bbs_unread"),
    path("unread/finish/", unread.finish, name="bbs_unread_finish"),
]
