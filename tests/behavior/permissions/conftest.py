"""What each role may do and who may assume it, case by case, and that each mutation of a policy fails a case."""
