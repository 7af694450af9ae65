"""What managers ask of the figures: a question, and the statements that answer it. Amounts are in 円."""
