"""The firm itself: its legal entities and the number series of their documents."""
