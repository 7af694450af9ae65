"""/stores/: 店舗とエリア, for 本部."""

from django.urls import path

from web.stores import areas, chain, groups

urlpatterns = [
    path("list/", chain.store_list, name="store_list"),
    path("register/", chain.register, name="store_register"),
    path("edit/<id:store_id>/", chain.edit, name="store_edit"),
    path("areas/", areas.areas, name="areas"),
    path("groups/", groups.listed, name="groups"),
    path("groups/<id:group_id>/", groups.edit, name="group_edit"),
]
