"""The chat: tools over `shared`, an agent, receipts for what it says, and the turns that run it."""
