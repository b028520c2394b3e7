"""The API's own words: strict fields, doors made of tables, pages, problems, sign-in; and the kernel's endpoints."""
