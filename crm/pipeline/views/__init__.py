"""Pages of opportunities, the board, and the stages they go through."""
