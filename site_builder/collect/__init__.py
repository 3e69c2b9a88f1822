"""All that touches the world: what is read, downloaded, compiled, run and typeset before the site is made."""
