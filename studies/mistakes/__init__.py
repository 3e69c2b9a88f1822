"""What goes wrong in programs of backpropagation: slips, wrong derivatives, wrong programs."""
