"""How two gradings of a student differ, and where that is kept."""
