"""What policies allow, in a form that does not depend on how they are written.

Statements become functions over condition keys, one for each class of actions and resources that they tell apart;
equal functions are equal text, and the difference of two is who can do more or less. Computed from the evaluator's own
matchers, never from the text of a policy. What is too much to decide is `Undecided` with its reason, never a guess.
"""
