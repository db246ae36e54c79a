"""What makes the tables and models that the package ships; run by hand, never in the layer."""
