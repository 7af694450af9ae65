"""The chat's own model, which needs no key: it reads Japanese by rules, calls the same tools, composes."""
