"""What customers sign behind their links: offers, which open projects, and milestones."""
