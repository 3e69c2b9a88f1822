"""Points of the plane, their features and the moments of a playground's training."""
