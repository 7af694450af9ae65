"""The AI chat: threads, turns, and what their streams tell; whoever runs a turn and whoever reads it meet."""
