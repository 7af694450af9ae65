"""/push/"""

from django.urls import path

from web.notify import api, views

urlpatterns = [
    path("", views.chosen, name="push"),
    path("subscribe/", api.subscribe, name="push_subscribe"),
    path("<id:device_id>/forget/", views.forget, name="push_forget"),
]
