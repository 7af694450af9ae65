"""The AI chat: threads, turns and what their streams tell. Whoever runs a turn and whoever reads it meet here."""
