"""What citizens see first: the errand in their own words, what to bring, who can help, where and when."""
