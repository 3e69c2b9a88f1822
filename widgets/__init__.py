"""What a lesson shows between its paragraphs: one file a widget, reached only through `widgets.registry`."""
