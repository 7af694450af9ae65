"""Addresses below /import/."""

from django.urls import path

from web.imports import views

urlpatterns = [
    path("", views.imports_page, name="imports"),
    path("<uuid:import_id>/", views.one_import, name="import"),
    path("<uuid:import_id>/run/", views.run, name="import_run"),
    path("<uuid:import_id>/again/", views.again, name="import_again"),
    path("<uuid:import_id>/discard/", views.discard, name="import_discard"),
]
