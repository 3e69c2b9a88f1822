"""What goes wrong in programs of backpropagation, and the one name that each mistake has wherever it is met.

`slips` are a reader's, in a single entry; `derivatives` are faults that the gradient check is to find; `programs` are
whole programs with one mistake; `classroom` is the historical program with three of them.
"""

MISTAKES = {
    "wrong_sign": "the sign is wrong",
    "transpose_forgotten": "a matrix is multiplied as it is where its transpose belongs",
    "bias_forgotten": "the row of biases is left out",
    "activation_forgotten": "the weighted sum is taken for the activation",
    "derivative_forgotten": "f' is left out, as if it were 1",
    "value_for_derivative": "f(s) is where f'(s) belongs",
    "derivative_at_value": "f' is taken at f(s) instead of s",
    "one_percent": "f' is one hundredth too large",
    "targets_forgotten": "the outputs are taken for the error",
    "one_point": "a single data point is looked at",
    "mean_for_sum": "the sum over the data points is divided by their number",
    "sum_for_mean": "the sum over the data points is where their mean belongs",
    "uphill": "the step goes up the slope",
    "bias_row_kept": "the row of biases is counted as if it were a neuron's when the error goes back",
    "slope_for_activation": "f'(s) is where f(s) belongs",
    "one_minus_value": "1 − f(s) is where f'(s) belongs",
    "square_of_value": "f(s)² is where f'(s) belongs",
    "loss_for_derivative": "the loss of an entry is where its derivative belongs",
    "doubled": "a factor 2 too many",
    "halved": "a factor 2 too few",
    "last_point": "only the last data point is looked at",
    "gradient_for_update": "the gradient is given for the updated weights",
    "updated_weights": "the error goes back through weights that were already updated in the same iteration",
    "learning_rate_forgotten": "the update has no learning rate",
    "wrong_layer": "a layer is taken that the weights do not multiply, or another layer's size",
    "step_only": "the step is given back without the weights that it is to change",
    "shape_reversed": "rows and columns of a shape are exchanged",
    "row_of_biases_forgotten": "the shape of weights has no row for the biases",
    "column_of_ones_kept": "the shape of an error has a column for the ones",
    "shape_of_other_layer": "the size of another layer stands in a shape",
    "neurons_for_weights": "the neurons are counted where the weights are asked for",
    "half_forgotten": "the ½ of the loss is left out",
    "half_too_many": "the loss has a ½ too many",
    "one_sided": "the slope is measured with one step instead of two",
    "epsilon_once": "the difference over two steps is divided by one",
    "other_side": "the weight is moved to the other side",
    "overwritten_ones": "a hidden layer's column of ones is taken for a neuron and overwritten",
    "growing_layers": "the caller's list of layers gets another column of ones at every call",
}
"""Every mistake by name, in a few words."""
