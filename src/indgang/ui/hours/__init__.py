"""Opening hours as every face shows and hands them out: in words, as the picture of a week, as files."""
