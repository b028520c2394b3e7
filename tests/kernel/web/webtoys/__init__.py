"""A toy shop's app: orders, their parcels, the parcels' slips; the web room's tests make pages of them."""
