"""Data safety: backup and restore, and the deletion of a person's or a store's data."""
