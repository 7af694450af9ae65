"""/search/"""

from django.urls import path

from web.search import synonyms, views

urlpatterns = [
    path("", views.search, name="search"),
    path("synonyms/", synonyms.listed, name="synonyms"),
    path("synonyms/<int:synonyms_id>/", synonyms.edit, name="synonyms_edit"),
]
