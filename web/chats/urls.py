"""/ai/api/chat/"""

from django.urls import path

from web.chats import api

urlpatterns = [
    path("", api.chat, name="ai_api"),
    path("stream/", api.stream, name="ai_api_stream"),
    path("history/", api.history, name="ai_api_history"),
    path("history/clear/", api.clear, name="ai_api_clear"),
    path("<uuid:turn_id>/", api.turn, name="ai_api_turn"),
    path("<uuid:turn_id>/stop/", api.stop, name="ai_api_stop"),
    path("<uuid:turn_id>/rating/", api.rating, name="ai_api_rating"),
]
