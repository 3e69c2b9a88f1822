"""What teachers run. Imports no widget."""
