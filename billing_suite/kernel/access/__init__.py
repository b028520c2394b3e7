"""People, roles, what they may see and do, and who approved what."""
