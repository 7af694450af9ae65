"""What a browser asks for at the root, since its place is its scope."""

from django.urls import path

from web.pwa import views

urlpatterns = [
    path("manifest.json", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
    path("share/", views.share, name="share"),
]
