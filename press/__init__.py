"""The book on paper and on readers' devices: a PDF and an EPUB made from the pages of the built site."""
