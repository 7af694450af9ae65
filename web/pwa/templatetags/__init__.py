"""`{% load pwa %}`."""
