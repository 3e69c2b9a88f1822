"""The playground: networks that learn to colour the plane."""
