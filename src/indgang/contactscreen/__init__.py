"""The contact screen: a citizen's side and a specialist in picture and sound, and a sheet that both write in."""
