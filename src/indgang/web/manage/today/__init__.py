"""Today at every site."""
