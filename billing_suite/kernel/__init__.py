"""The cellar: what every floor stands on and that knows no floor."""
