"""The web room: the shell, tables, forms, pages and PDF that every floor's screens are made of."""
