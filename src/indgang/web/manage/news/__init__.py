"""News and work instructions: written, published, and who has read them."""
