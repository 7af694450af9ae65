"""/bbs/"""

from django.urls import path

from web.board import listing, views

urlpatterns = [
    path("list/", listing.newest, name="bbs_list"),
    path("detail/<int:post_id>/", views.detail, name="bbs_detail"),
]
