"""/sending/"""

from django.urls import path

from web.sending import views

urlpatterns = [
    path("", views.unsent, name="unsent"),
    path("session/", views.session, name="sending_session"),
]
