"""Addresses of the switches in every page's frame."""

from django.urls import path

from web.pages import views

urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="set_language"),
]
