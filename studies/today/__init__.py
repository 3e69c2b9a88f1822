"""Where delta goes today: convolutions, residual connections and attention, each small and with its way back."""
