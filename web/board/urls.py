"""/bbs/"""

from django.urls import path

from web.board import comment_changing, commenting, detail, people, reacting, views

urlpatterns = [
    path("list/", views.newest, name="bbs_list"),
    path("detail/<int:post_id>/", detail.detail, name="bbs_detail"),
    path("<int:post_id>/comment/", commenting.comment, name="bbs_comment"),
    path("<int:post_id>/comment/draft/", commenting.draft, name="bbs_comment_draft"),
    path("<int:post_id>/comments/", detail.comments, name="bbs_comments"),
    path("comment/edit/<int:comment_id>/", comment_changing.edit, name="bbs_comment_edit"),
    path("comment/delete/<int:comment_id>/", comment_changing.delete, name="bbs_comment_delete"),
    path("comment/<int:comment_id>/best-answer/", comment_changing.best_answer, name="bbs_best_answer"),
    path("api/reaction/", reacting.react, name="bbs_reaction"),
    path("people/", people.people, name="bbs_people"),
]
