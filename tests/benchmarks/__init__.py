"""What is to be quick, as ratios: each benchmark beside its floor in one run (`make bench`)."""
