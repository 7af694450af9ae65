"""/ai/chat/"""

from django.urls import path

from web.chats import asking, pages, threads, turns

urlpatterns = [
    path("", pages.chat, name="ai_chat"),
    path("<id:thread_id>/", pages.chat, name="ai_thread"),
    path("<id:thread_id>/delete/", threads.delete, name="ai_delete"),
    path("ask/", asking.ask, name="ai_ask"),
    path("threads/", threads.listed, name="ai_threads"),
    path("threads/delete/", threads.delete, name="ai_delete_all"),
    path("turn/<uuid:turn_id>/", turns.turn, name="ai_turn"),
    path("turn/<uuid:turn_id>/stop/", turns.stop, name="ai_stop"),
    path("turn/<uuid:turn_id>/rate/", turns.rate, name="ai_rate"),
    path("turn/<uuid:turn_id>/table/<int:number>/", turns.table, name="ai_table"),
]
