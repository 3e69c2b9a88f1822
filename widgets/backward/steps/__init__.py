"""How the widgets on backpropagation name matrices and entries, explain them and write them in NumPy."""
