"""/search/"""

from django.urls import path

from web.search import synonyms, views

urlpatterns = [
    path("", views.search, name="search"),
    path("synonyms/", synonyms.listed, name="synonyms"),
    path("synonyms/<id:synonyms_id>/", synonyms.edit, name="synonyms_edit"),
]
