"""What leaves as a file: bundles that anybody recomputes, and decision letters."""
