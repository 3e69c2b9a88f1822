"""Side-by-side measurements of mlp_core and its peers: ratios taken in one run."""
