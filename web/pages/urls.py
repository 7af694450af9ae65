"""Addresses of the switches in every page's frame."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from web.pages import views

urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("language/", login_not_required(set_language), name="set_language"),
]
