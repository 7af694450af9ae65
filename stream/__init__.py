"""c3-app-stream and c3-worker."""
