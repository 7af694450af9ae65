"""/bbs/"""

from django.urls import path

from web.board import views

urlpatterns = [
    path("list/", views.newest, name="bbs_list"),
    path("detail/<int:post_id>/", views.detail, name="bbs_detail"),
]
