"""/sending/"""

from django.urls import path

from web.sending import views

urlpatterns = [path("session/", views.session, name="sending_session")]
