"""What makes the models: run by hand, never part of the layer."""
