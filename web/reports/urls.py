"""/report/"""

from django.urls import path

from web.reports import drafting, editing, filing, sent_photos, uploads, views

urlpatterns = [
    path("register/", filing.register, name="report_register"),
    path("list/", views.newest, name="report_list"),
    path("view/<id:report_id>/", views.view, name="report_view"),
    path("view/<id:report_id>/history/", editing.history, name="report_history"),
    path("edit/<id:report_id>/", editing.edit, name="report_edit"),
    path("delete/<id:report_id>/", editing.delete, name="report_delete"),
    path("photo/", sent_photos.photo, name="report_photo"),
    path("photo/ticket/", uploads.ticket, name="report_photo_ticket"),
    path("photo/arrived/", uploads.arrived, name="report_photo_arrived"),
    path("draft/", drafting.save, name="report_draft"),
    path("draft/<uuid:draft_id>/discard/", drafting.discard, name="report_draft_discard"),
]
