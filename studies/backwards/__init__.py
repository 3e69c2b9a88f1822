"""One iteration, number by number, and the loss as a landscape."""
