"""/report/"""

from django.urls import path

from web.reports import views

urlpatterns = [
    path("register/", views.register, name="report_register"),
    path("list/", views.newest, name="report_list"),
    path("view/<int:report_id>/", views.view, name="report_view"),
]
