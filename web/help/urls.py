"""Addresses below /help/."""

from django.urls import path

from web.help import views

urlpatterns = [
    path("", views.index, name="help"),
    path("img/<str:name>", views.picture, name="help_picture"),
    path("<slug:name>/", views.page, name="help_page"),
]
