"""/audit/"""

from django.urls import path

from web.audit import views

urlpatterns = [path("", views.log, name="audit")]
