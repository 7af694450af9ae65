"""Addresses below /knowledge/."""

from django.urls import path

from web.knowledge import views, writing

urlpatterns = [
    path("", views.listed, name="knowledge"),
    path("upload/", writing.upload, name="knowledge_upload"),
    path("<id:document_id>/", views.one_document, name="document"),
    path("<id:document_id>/replace/", writing.replace, name="document_replace"),
    path("<id:document_id>/again/", writing.again, name="document_again"),
    path("<id:document_id>/delete/", writing.delete, name="document_delete"),
]
