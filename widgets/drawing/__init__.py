"""The parts that widgets are drawn with: figures that answer to a touch, matrices, the network diagram, charts."""
