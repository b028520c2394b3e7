"""Pages of capacity: who is free when, bookings, utilisation."""
