"""NiceGUI pages for managers, at /analysis/ of c3-app-stream."""
