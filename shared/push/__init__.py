"""Push messages: what is told to a person's devices while no page is open, when, and in which words."""
