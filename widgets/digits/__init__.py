"""The widgets of the lesson on handwritten digits: its images, one training that all of them watch, and a canvas."""
