"""What others publish and we rest on: articles of borger.dk, KLE, and the addresses we send people to."""
