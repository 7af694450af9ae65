"""The worker and push messages: what is due is put into words, encrypted, brought to push services."""
