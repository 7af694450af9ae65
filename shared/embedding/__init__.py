"""Vectors of texts: the queue of those that wait, and the model that makes them."""
