"""What every widget may use: the reader's network, who follows whom, the query, the theme."""
