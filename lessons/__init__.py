"""The book's machinery: which lessons there are, what a lesson file says, and how a page is drawn."""
