"""What the desks' pages show: nothing of their own, all composed out of what the rooms bring and ask."""
