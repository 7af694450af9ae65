"""/push/"""

from django.urls import path

from web.notify import api

urlpatterns = [
    path("key/", api.key, name="push_key"),
    path("subscribe/", api.subscribe, name="push_subscribe"),
    path("unsubscribe/", api.unsubscribe, name="push_unsubscribe"),
    path("preferences/", api.preferences, name="push_preferences"),
]
