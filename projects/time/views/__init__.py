"""Pages of time: one's week, all entries, the queue of approvals, the import."""
