"""What to say to a reader whose answer is what one of the named mistakes gives."""

MEANINGS = {
    "wrong_sign": "The size is right and the sign is wrong.",
    "uphill": "That steps uphill: the step, learning rate times gradient, is taken away from the weight.",
    "transpose_forgotten": "That takes a row where the formula asks for a column, or a column for a row: one matrix is "
    "transposed once too often or not at all.",
    "bias_forgotten": "That leaves out the bias: the column of ones times row 0 of the weights.",
    "bias_row_kept": "That counts row 0 of the weights, the biases, as if it belonged to the first neuron. No error "
    "goes back to the ones, so the neurons begin with row 1.",
    "activation_forgotten": "That is the weighted sum itself. The activation still has to be applied to it.",
    "slope_for_activation": "That is the derivative f′ at this sum. The activation f itself is wanted here.",
    "derivative_forgotten": "The derivative f′ is forgotten: the error has to pass through the activation first.",
    "value_for_derivative": "That uses the value f(s) where the derivative f′(s) belongs.",
    "derivative_at_value": "That is f′ taken at f(s). The derivative belongs at the weighted sum s.",
    "one_minus_value": "That uses 1 − f(s) where the derivative f′(s) belongs.",
    "square_of_value": "That is the square of the value, f(s)². It is no derivative yet.",
    "targets_forgotten": "That is the output alone. The error compares it with the target.",
    "loss_for_derivative": "That is the share of this output in the loss. Its derivative is wanted.",
    "doubled": "That is twice as much: the ½ of the loss cancels the 2 that comes from the square.",
    "halved": "That is half as much: this loss has no ½, so the 2 that comes from the square stays.",
    "one_point": "That is the share of the first data point only. All of them are added up.",
    "last_point": "That is the share of the last data point only. All of them are added up.",
    "mean_for_sum": "That is the mean over the data points. This loss takes their sum.",
    "sum_for_mean": "That is the sum. This loss is a mean, so everything is divided by how many terms there are.",
    "updated_weights": "That goes back through the updated weights. On the way back the weights still "
    "stand as they were on the way forward.",
    "learning_rate_forgotten": "The learning rate is forgotten: that subtracts the whole gradient.",
    "wrong_layer": "That takes another layer than the one that these weights multiply.",
    "step_only": "That is the step alone. It still has to be added to the old weight.",
    "gradient_for_update": "That is the gradient. The new weight is the old one minus learning rate times gradient.",
    "shape_reversed": "Rows and columns are exchanged.",
    "row_of_biases_forgotten": "The row of biases is missing: it is row 0 of the weights, and of their gradient.",
    "column_of_ones_kept": "That has a column for the ones. They are computed by no earlier layer, so no error is needed "
    "there.",
    "shape_of_other_layer": "That is the size of another layer.",
    "neurons_for_weights": "That is the number of neurons. Every entry of every weight matrix is one weight.",
    "half_forgotten": "The ½ of this loss is forgotten.",
    "half_too_many": "That is half as much: this loss has no ½.",
    "one_sided": "That measures with one step only, (L(w + ε) − L(w)) / ε. A step to either side is closer to the slope.",
    "epsilon_once": "That divides by ε. From w − ε to w + ε the weight goes 2ε.",
    "other_side": "That is the loss on the other side of the weight.",
}
