"""Reports and figures as files."""
