"""Training on digits by the epoch, a drawing as an MNIST image, and what the network saw in it."""
