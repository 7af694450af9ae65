"""Search: by words (`keywords`, `walk`), and by words and meaning together."""
